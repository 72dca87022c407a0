import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { findBrowser } from "../../scripts/setup/browser.mjs";
import type { Lab } from "../lab/lab.ts";
import type { Console } from "./product.ts";

/** A page of an older build may take long to come. */
const PATIENCE_MS = 60_000;

/** A window of a real browser in which somebody is signed in. */
export async function openWindow(
  lab: Lab,
  console: Console,
): Promise<{ page: Page; context: BrowserContext; close: () => Promise<void> }> {
  const executablePath = await findBrowser();
  if (!executablePath) throw new Error("there is no Chromium; set PLAYWRIGHT_CHROMIUM_PATH");
  const browser = await chromium.launch({ executablePath });
  lab.defer(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, baseURL: console.url });
  // What is sent into the page was compiled to tell functions their names with this.
  await context.addInitScript("globalThis.__name ??= (named) => named");
  await context.addCookies([{ ...console.cookie, url: console.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.setDefaultNavigationTimeout(PATIENCE_MS);
  return { page, context, close: () => browser.close() };
}

/** Waits until the page's scripts listen, and the first rows of the board are there. */
export async function openBoard(page: Page, project: string): Promise<void> {
  await page.goto(`/p/${project}/board?environment=production`);
  await page.locator("main table tbody a").first().waitFor();
  await page.locator("next-route-announcer").waitFor({ state: "attached" });
}
