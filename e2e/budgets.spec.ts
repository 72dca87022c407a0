import { expect, test } from "./support/test.ts";
import { consolePages, type Script, scriptsOf } from "./support/weight.ts";

/**
 * What crosses the wire, compressed: the script that a page of the console stands on before it answers, and the whole
 * of the page for a phone at night. What arrives after that, on its own or when asked for, does not count.
 */

const CONSOLE_BYTES = 156_000;
const MODULE_BYTES = 180_000;
const ON_CALL_BYTES = 15_000;

test("every page of the console answers on little script", async ({ as }) => {
  const walked: { path: string; scripts: Script[] }[] = [];
  for (const path of consolePages()) {
    // Not every page is everybody's, and one is there for addresses that are nobody's.
    const page = await as("admin", { complaints: path.endsWith("/nothing") ? [/404/] : [] });
    walked.push({ path, scripts: await scriptsOf(page, path) });
    await page.close();
  }
  const [first] = walked;
  const everywhere = first?.scripts.filter(({ file }) =>
    walked.every(({ scripts }) => scripts.some((each) => each.file === file)),
  );
  const table = walked.map(({ path, scripts }) => row(path, scripts));
  const said = [row("on every page", everywhere ?? []), ...table].join("\n");
  await test.info().attach("script", { body: said, contentType: "text/plain" });

  expect(bytesOf(everywhere ?? []), said).toBeGreaterThan(0);
  for (const { path, scripts } of walked)
    expect(bytesOf(scripts), said).toBeLessThanOrEqual(path.includes("/m/") ? MODULE_BYTES : CONSOLE_BYTES);
});

function bytesOf(scripts: readonly Script[]): number {
  return scripts.reduce((sum, { bytes }) => sum + bytes, 0);
}

function row(path: string, scripts: readonly Script[]): string {
  return `${path.padEnd(24)} ${String(bytesOf(scripts)).padStart(7)} bytes in ${scripts.length} files`;
}

test("on-call answers before any script", async ({ as }) => {
  const page = await as("operator");
  const held: string[] = [];
  await page.route("**/_next/static/**/*.js", (route) => void held.push(route.request().url()));
  await page.goto("/oncall", { waitUntil: "commit" });
  await page
    .getByRole("link", { name: /^Roll back/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { name: /^Roll back/ })).toBeVisible();
  expect(held.length).toBeGreaterThan(0);
});

for (const { locale, lang } of [
  { locale: "en-US", lang: "en" },
  { locale: "zh-CN", lang: "zh" },
]) {
  test(`on-call weighs under 15 kB, ${lang}`, async ({ as }) => {
    const page = await as("operator", { locale });
    const answer = await page.goto("/oncall");
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const { responseBodySize } = (await answer?.request().sizes()) ?? {};
    test.info().annotations.push({ type: "document", description: `${responseBodySize} bytes` });
    expect(responseBodySize).toBeGreaterThan(0);
    expect(responseBodySize).toBeLessThan(ON_CALL_BYTES);
  });
}
