import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, type Page } from "./test.ts";

const PAGES = resolve(import.meta.dirname, "../../app/(console)");

/** What stands in the demo for the changing part of an address. */
const EXAMPLES: Record<string, string> = { "[project]": "orders", "[module]": "payments", "[...missing]": "nothing" };

/** The address of every page of the console, as its folders say. */
export function consolePages(): string[] {
  const files = readdirSync(PAGES, { recursive: true, encoding: "utf8" }).filter((file) => /(^|[\\/])page\.tsx$/.test(file));
  const folders = files.map((file) => file.split(/[\\/]/).slice(0, -1));
  return folders.map((names) => `/${names.map((name) => EXAMPLES[name] ?? name).join("/")}`).sort();
}

export type Script = { file: string; bytes: number };

/**
 * The script a page stands on, as compressed bytes on the wire: what had arrived when it began to answer, which is when
 * its scripts listen (see `visit`). The browser itself notes both times, so a busy machine changes nothing.
 */
export async function scriptsOf(page: Page, path: string): Promise<Script[]> {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector("next-route-announcer")) return;
      performance.mark("answers");
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(path);
  await expect(page.locator("next-route-announcer")).toBeAttached();
  return page.evaluate(() => {
    const answers = performance.getEntriesByName("answers")[0]?.startTime ?? 0;
    const loaded = performance.getEntriesByType("resource").filter(({ name }) => new URL(name).pathname.endsWith(".js"));
    return (loaded as PerformanceResourceTiming[])
      .filter(({ responseEnd }) => responseEnd <= answers)
      .map(({ name, encodedBodySize }) => ({ file: new URL(name).pathname, bytes: encodedBodySize }));
  });
}
