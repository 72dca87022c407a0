import { AxeBuilder } from "@axe-core/playwright";
import { call, move, productionOf, switchState } from "./support/api.ts";
import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { expect, type Page, test } from "./support/test.ts";

/** Every page in both languages, both themes and both widths: WCAG 2.2 AA, reflow at 320 px, a quiet console. */

test.describe.configure({ mode: "parallel" });

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];
const LANGUAGES = [
  { locale: "en-US", lang: "en" },
  { locale: "zh-CN", lang: "zh" },
];

type Place = { name: string; path: string; signedIn?: false; complaints?: RegExp[] };

const PAGES: Place[] = [
  { name: "sign-in", path: "/sign-in", signedIn: false },
  { name: "set-up", path: "/setup#a-link-that-was-used", signedIn: false, complaints: [/404/] },
  { name: "overview", path: "/p/orders" },
  { name: "board", path: "/p/orders/board" },
  { name: "module", path: "/p/orders/m/orders" },
  { name: "module as a table, history", path: "/p/orders/m/orders?table=1&tab=history" },
  { name: "module, connect", path: "/p/orders/m/orders?tab=snippet" },
  { name: "help", path: "/docs?project=orders" },
  { name: "a document", path: "/docs/limits" },
  { name: "API reference", path: "/docs/api?project=orders" },
  { name: "a call", path: "/docs/api/postSwitchChanges?project=orders" },
  { name: "timeline", path: "/p/orders/timeline" },
  { name: "risks", path: "/p/orders/risks" },
  { name: "audit", path: "/p/orders/audit?event=1" },
  { name: "settings", path: "/p/orders/settings" },
  { name: "projects", path: "/" },
  { name: "new project", path: "/new" },
  { name: "nothing here", path: "/p/orders/m/nothing", complaints: [/404/] },
];

for (const { locale, lang } of LANGUAGES) {
  for (const { name, path, signedIn, complaints = [] } of PAGES) {
    test(`${name}, ${lang}`, async ({ as, open }) => {
      const options = { locale, complaints, reducedMotion: "reduce" } as const;
      const page = signedIn === false ? await open(options) : await as("admin", options);
      await visit(page, path);
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      await expect(page.getByRole("main")).toBeVisible();
      await expectAccessible(page);
    });
  }
}

/** Both themes at both widths, then the narrowest screen. */
async function expectAccessible(page: Page): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode(true)
        .withTags(RULES)
        .options({ resultTypes: ["violations"] })
        .analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, any }) => `${id} ${target} ${any[0]?.message ?? ""}`),
      );
      expect(found, `${size.width} px, ${colorScheme}`).toEqual([]);
    }
    expect(await widthOf(page), `width of the page at ${size.width} px`).toBeLessThanOrEqual(size.width);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await widthOf(page), "width of the page at 320 px").toBeLessThanOrEqual(320);
}

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

test("a switch that rules keep from settling fits its pages, and where the rules are dropped is as accessible", async ({
  as,
}) => {
  const project = await newProject();
  const { version } = await switchState("alpha.route", project);
  const old = { name: "apps before 6.2", conditions: [{ attribute: "appVersion", operator: "semver", max: "6.2.0" }] };
  const dealers = { name: "dealers", conditions: [{ attribute: "kind", operator: "in", values: ["dealer", "franchise"] }] };
  await call("POST", `${productionOf(project)}/switches/alpha.route/changes`, {
    ...{ expectedVersion: version, target: "new", share: 100_000, confirm: "alpha", reason: "set the stage for a journey" },
    rules: [old, dealers].map((rule) => ({ ...rule, result: "position" })),
  });
  const page = await as("lead", { reducedMotion: "reduce" });
  for (const path of ["board", "m/alpha?tab=rules"]) {
    await visit(page, `/p/${project}/${path}`);
    await expect(page.getByText("New 100 % of all others · 2 rules keep subjects at Old").first()).toBeVisible();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      expect(await widthOf(page), `width of ${path} at ${size.width} px`).toBeLessThanOrEqual(size.width);
    }
  }
  await page.getByRole("button", { name: "Drop the 2 rules that keep subjects at Old…" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page);
});

test("what opens over a page is as accessible, and nothing moves for those who asked for calm", async ({ as }) => {
  const project = await newProject();
  await move("alpha.route", "new", 20_000, project);
  const page = await as("lead", { reducedMotion: "reduce" });
  await visit(page, `/p/${project}/m/alpha`);

  const close = async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  for (const key of ["r", "h", "?", "Control+k"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    const moving = () => document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 1);
    expect(await page.evaluate(`(${moving})().length`), key).toBe(0);
    await expectAccessible(page);
    await close();
  }
  await page.keyboard.press("p");
  await expect(page.getByRole("group", { name: "Review of alpha route" })).toBeVisible();
  await expectAccessible(page);
});

test("a sheet keeps the focus inside and gives it back", async ({ as }) => {
  const page = await as("lead");
  await visit(page, "/p/orders/risks");
  const opener = page.getByRole("button", { name: "New risk" });
  await opener.click();
  const sheet = page.getByRole("dialog", { name: "New risk" });
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(
      () => document.activeElement !== document.body && !document.activeElement?.closest("dialog"),
    );
    expect(outside, `after ${step + 1} tabs`).toBe(false);
  }
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(opener).toBeFocused();
});

test("the first tab leads past the navigation", async ({ as }) => {
  const page = await as("viewer");
  await visit(page, "/p/orders");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});
