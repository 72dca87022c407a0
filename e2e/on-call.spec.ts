import { AxeBuilder } from "@axe-core/playwright";
import { call, move, productionOf, switchState } from "./support/api.ts";
import { ADDRESSES, PASSWORD, visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { reportFailing } from "./support/reports.ts";
import { expect, type Page, test } from "./support/test.ts";

/** The page for one hand at night: readable and able to roll back before any script runs. */

let project: string;
test.beforeEach(async () => {
  project = await newProject();
  await move("alpha.route", "new", 5000, project);
  await move("alpha.route", "new", 20_000, project);
});

const sheetOf = (module: string, query = "") => `/oncall/m/${module}?project=${project}&environment=production${query}`;
const confirm = (page: Page) => page.getByRole("button", { name: /^Roll back alpha/ });

/** Presses once the button is armed: a press that comes at once is meant for what was there before. */
async function press(page: Page): Promise<void> {
  await expect(confirm(page)).toHaveCSS("pointer-events", "auto");
  await confirm(page).click();
}

test("without scripts: what changed, the way back, what came of it", async ({ as }) => {
  const page = await as("operator", { javaScriptEnabled: false });
  await page.goto("/oncall");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const change = page
    .getByRole("listitem")
    .filter({ hasText: project.slice(-8) })
    .filter({ hasText: "New 5 → 20 %" });
  // Only the newest are shown at once, and others change things meanwhile.
  const earlier = page.getByText(/earlier change/);
  if (await earlier.isVisible()) await earlier.click();
  await change.getByRole("link", { name: /Roll back this/ }).click();

  await expect(page.getByRole("heading", { name: "Roll back alpha" })).toBeVisible();
  await expect(page.getByText("Old store current: yes")).toBeVisible();
  await press(page);

  await expect(page.getByRole("heading", { name: "Stored for alpha" })).toBeVisible();
  await expect(page.getByText(/New 20 → 5\s%, stored as v4 at .* by Omar Haddad/)).toBeVisible();
  await expect(page.getByText("Reason pending")).toBeVisible();
  expect(await switchState("alpha.route", project)).toMatchObject({ share: 5000, held: true, version: 4 });
});

test("without scripts: straight to old, then nothing is left, and the refusal is a sentence", async ({ as }) => {
  const page = await as("operator", { javaScriptEnabled: false });
  const late = await as("operator", { javaScriptEnabled: false });
  await page.goto(sheetOf("alpha"));
  await late.goto(sheetOf("alpha"));
  await page.getByRole("radio", { name: /Straight to the old system/ }).check();
  await press(page);
  await expect(page.getByRole("heading", { name: "Stored for alpha" })).toBeVisible();
  expect(await switchState("alpha.route", project)).toMatchObject({ position: "old", share: 0, held: true });

  await press(late);
  await expect(late.getByRole("alert")).not.toBeEmpty();
  await expect(late.getByText(/There is nothing behind the present state of alpha/)).toBeVisible();
  expect(new URL(late.url()).pathname).toBe("/oncall/m/alpha");
});

test("a double click on the button counts once", async ({ as }) => {
  const page = await as("operator", { javaScriptEnabled: false });
  await page.goto(sheetOf("alpha"));
  await expect(confirm(page)).toHaveCSS("pointer-events", "auto");
  await confirm(page).dblclick();
  await expect(page.getByRole("heading", { name: "Stored for alpha" })).toBeVisible();
  expect(await switchState("alpha.route", project)).toMatchObject({ share: 5000, version: 4 });
});

test("the address survives signing in, and a viewer is told which role it takes", async ({ open, as }) => {
  const page = await open();
  await page.goto(sheetOf("alpha"));
  await expect(page.locator("next-route-announcer")).toBeAttached();
  await page.getByLabel("E-mail").fill(ADDRESSES.operator);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(confirm(page)).toBeVisible();

  const viewer = await as("viewer");
  await viewer.goto(sheetOf("alpha"));
  await expect(viewer.getByText("Rolling back needs the operator role.")).toBeVisible();
  await expect(confirm(viewer)).toHaveCount(0);
});

test("a module that is not there is said to be missing, in the reader's language", async ({ as }) => {
  for (const { locale, said } of [
    { locale: "en-US", said: "There is nothing here." },
    { locale: "zh-CN", said: "这里什么也没有。" },
  ]) {
    const page = await as("operator", { locale, complaints: [/404/] });
    await page.goto("/oncall/m/nothing");
    await expect(page.getByRole("heading", { level: 1, name: said })).toBeVisible();
  }
});

test("with scripts: fresh by itself, insists while the network is away, and then stores once", async ({ as }) => {
  const page = await as("operator", { complaints: [/ERR_INTERNET_DISCONNECTED/] });
  await page.goto(sheetOf("alpha"));
  await expect(page.getByText("Current", { exact: true })).toBeVisible();
  await page.context().setOffline(true);
  await press(page);
  await expect(page.getByText(/Attempt 2 did not reach the server/)).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByRole("heading", { name: "Stored for alpha" })).toBeVisible();
  expect((await switchState("alpha.route", project)).version).toBe(4);
});

test("a sheet that somebody overtakes is read again before it can be confirmed", async ({ as }) => {
  const page = await as("operator");
  await page.goto(sheetOf("alpha"));
  await expect(page.getByText("New 20 %")).toBeVisible();
  await move("alpha.route", "new", 40_000, project);
  await expect(page.getByText("New 40 %")).toBeVisible();
});

test("only hold: nothing moves, nothing goes forward", async ({ as }) => {
  const page = await as("operator", { javaScriptEnabled: false });
  await page.goto(sheetOf("alpha"));
  await page.getByRole("button", { name: "Hold route" }).click();
  await expect(page.getByRole("heading", { name: "Stored for alpha" })).toBeVisible();
  expect(await switchState("alpha.route", project)).toMatchObject({ share: 20_000, held: true });
});

test("a way back that was not enough: how it does since, and straight to the old system", async ({ as }) => {
  await move("alpha.route", "new", 40_000, project);
  await reportFailing("alpha", project);
  const page = await as("operator", { javaScriptEnabled: false });
  // Of its environments only one does badly, so nothing is asked.
  await expect
    .poll(async () => {
      await page.goto(`/oncall/m/alpha?project=${project}`);
      return page.getByRole("heading", { level: 1 }).textContent();
    })
    .toBe("Roll back alpha");
  await expect(page.getByRole("link", { name: "Another environment of alpha" })).toBeVisible();
  await press(page);
  await expect(page.getByRole("heading", { name: "Stored for alpha" })).toBeVisible();
  await expect(page.getByText(/Since then (Unknown: no traffic on the new path|Bad: new errors)/)).toBeVisible();

  await page.getByRole("link", { name: "Roll back alpha straight to the old system" }).click();
  await expect(page.getByRole("radio", { name: /Straight to the old system/ })).toBeChecked();
  await press(page);
  await expect(page.getByRole("heading", { name: "Stored for alpha" })).toBeVisible();
  expect(await switchState("alpha.route", project)).toMatchObject({ position: "old", next: null, share: 0 });
});

test("a reason given afterwards ends the waiting for it", async ({ as }) => {
  await call("POST", `${productionOf(project)}/switches/alpha.route/rollback`, {});
  const page = await as("operator");
  await visit(page, `/p/${project}/audit?pending=reason`);
  await page.getByRole("button", { name: "rolled back alpha route" }).click();
  await page.getByLabel("Why was it rolled back?").fill("p99 had doubled since the raise");
  await page.getByRole("button", { name: "Give the reason" }).click();
  await expect(page.getByText(/given later by Omar Haddad/).first()).toBeVisible();
  await page.reload();
  await expect(page.getByText("No event matches these filters.")).toBeVisible();
});

for (const { locale, lang } of [
  { locale: "en-US", lang: "en" },
  { locale: "zh-CN", lang: "zh" },
]) {
  test(`both pages are accessible, ${lang}`, async ({ as }) => {
    const page = await as("operator", { locale, reducedMotion: "reduce" });
    for (const path of ["/oncall", sheetOf("alpha")]) {
      await page.goto(path);
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        for (const width of [1280, 390]) {
          await page.setViewportSize({ width, height: 844 });
          const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]).analyze();
          const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`));
          expect(found, `${path} ${colorScheme} ${width}`).toEqual([]);
        }
      }
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
  });
}
