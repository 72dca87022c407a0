import { visit } from "./support/people.ts";
import { expect, test } from "./support/test.ts";

/** What crosses the wire, compressed: the script of pages that are open all day, the whole of the page for a phone at night. */

const BUDGET_BYTES = 180 * 1024;
const ON_CALL_BYTES = 15_000;

for (const { name, path } of [
  { name: "overview", path: "/p/orders" },
  { name: "board", path: "/p/orders/board" },
]) {
  test(`${name} loads at most 180 KB of script`, async ({ as }) => {
    const page = await as("lead");
    const scripts: Promise<{ file: string; bytes: number }>[] = [];
    page.on("requestfinished", (request) => {
      if (request.resourceType() !== "script") return;
      const file = new URL(request.url()).pathname;
      scripts.push(request.sizes().then(({ responseBodySize }) => ({ file, bytes: responseBodySize })));
    });
    await visit(page, path);
    await expect(page.getByRole("main").getByRole("link", { name: "payments", exact: true })).toBeVisible();
    await page.waitForLoadState("load");
    const loaded = await Promise.all(scripts);
    const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(loaded.length).toBeGreaterThan(0);
    test.info().annotations.push({ type: "script", description: `${(total / 1024).toFixed(1)} KB in ${loaded.length} files` });
    expect(total, JSON.stringify(loaded, null, 1)).toBeLessThanOrEqual(BUDGET_BYTES);
  });
}

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
