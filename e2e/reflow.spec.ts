import { call, move } from "./support/api.ts";
import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { reportFailing } from "./support/reports.ts";
import { expect, type Page, test } from "./support/test.ts";

/** Keys and names as long as they may be, German and Chinese: nothing scrolls sideways and no table leaves its column. */

const LANGUAGES = [
  { locale: "en-US", lang: "en" },
  { locale: "zh-CN", lang: "zh" },
];
const WIDTHS = [320, 390, 1280];
const NAMES = [
  "Auftragsbestätigungsdokumentenverwaltung Süddeutschland und Österreich",
  "订单确认单据管理（含退货、换货与补发流程）",
];

/** Sixty characters, as many as a key may have. */
const [first, second] = ["a", "b"].map((start) => `${start}-auftragsbestaetigungsdokumentenverwaltung-lieferung-2027-x`) as [
  string,
  string,
];

async function crowdedProject(): Promise<string> {
  const project = await newProject();
  for (const [index, key] of [first, second].entries()) {
    await call("POST", `/api/v1/projects/${project}/modules`, { key, name: NAMES[index], owner: NAMES[1 - index] });
  }
  await move(`${first}.route`, "new", 20_000, project);
  await move(`${second}.route`, "new", 5_000, project);
  await move(`${second}.data`, "dualwrite", 100_000, project);
  await reportFailing(first, project);
  return project;
}

async function expectFits(page: Page, what: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const found = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const wide = [...document.querySelectorAll("main table")].filter((table) => {
        const column = table.parentElement;
        // What scrolls in a place of its own may be wider than it.
        if (!column || getComputedStyle(column).overflowX !== "visible") return false;
        return table.getBoundingClientRect().right > column.getBoundingClientRect().right + 1;
      });
      return { over: Math.max(0, scrollWidth - clientWidth), wide: wide.map((table) => table.className) };
    });
    expect(found, `${what} at ${width} px`).toEqual({ over: 0, wide: [] });
  }
}

for (const { locale, lang } of LANGUAGES) {
  test(`no page scrolls sideways, ${lang}`, async ({ as }) => {
    test.slow();
    const project = await crowdedProject();
    const page = await as("admin", { locale, reducedMotion: "reduce", complaints: [/404/] });
    const inProject = ["", "/board", "/timeline", "/risks", "/audit?event=1", "/settings", "/nothing"].map(
      (path) => `/p/${project}${path}`,
    );
    const tabs = ["", "?tab=gates", "?tab=history", "?tab=snippet", "?table=1"].map(
      (query) => `/p/${project}/m/${first}${query}`,
    );
    const paths = [...inProject, ...tabs, "/", "/new", "/account"];
    for (const path of paths) {
      await visit(page, path);
      await expectFits(page, path);
    }
    for (const path of ["/oncall", `/oncall/m/${second}?project=${project}&environment=production`]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectFits(page, path);
    }
    await visit(page, `/p/${project}/m/${second}`);
    for (const key of ["r", "h", "Control+k"]) {
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog")).toBeVisible();
      await expectFits(page, `what ${key} opens`);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }
  });
}
