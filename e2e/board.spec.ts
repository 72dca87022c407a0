import { move, switchState } from "./support/api.ts";
import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { reportFailing } from "./support/reports.ts";
import { expect, type Page, test } from "./support/test.ts";

/** Board and overview: finding a module, moving by keyboard, two people at once, and what each role may do. */

let project: string;
test.beforeAll(async () => {
  project = await newProject();
});

const board = () => `/p/${project}/board`;
const moduleLinks = (page: Page) => page.getByRole("main").getByRole("link", { name: /^(alpha|beta)$/ });

test("the overview answers in a sentence, and its chart in words", async ({ as }) => {
  const page = await as("viewer");
  await visit(page, "/p/orders");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page.getByText(/(modules are|is) (OK|on Watch|Bad|Held|Unknown)/).first()).toBeVisible();
  await expect(page.getByRole("img", { name: /^Requests answered by the new system: .* %, by the old: .* %$/ })).toBeVisible();
  const modules = page.getByRole("region", { name: "Modules" });
  await expect(modules.getByRole("link", { name: "payments" })).toHaveAttribute("href", "/p/orders/m/payments");
});

test("filters live in the address", async ({ as }) => {
  const page = await as("viewer");
  await visit(page, board());
  await expect(moduleLinks(page)).toHaveText(["alpha", "beta"]);
  await page.getByLabel("Filter modules").fill("second");
  await expect(moduleLinks(page)).toHaveText(["beta"]);
  await expect(page).toHaveURL(/\?q=second$/);
  await page.getByLabel("Owner").selectOption("Ada");
  await expect(page.getByText("No module matches the filter.")).toBeVisible();

  await visit(page, page.url());
  await expect(page.getByText("No module matches the filter.")).toBeVisible();
  await expect(page.getByLabel("Filter modules")).toHaveValue("second");
  await expect(page.getByLabel("Owner")).toHaveValue("Ada");
  await visit(page, `${board()}?owner=Ada`);
  await expect(moduleLinks(page)).toHaveText(["alpha"]);
});

test("a board keeps its rows where the words of gates cannot be loaded", async ({ as }) => {
  const page = await as("lead", { complaints: [/ERR_FAILED/] });
  await visit(page, board());
  await page.waitForLoadState("load");
  const refused: string[] = [];
  await page.route("**/_next/static/**", (route) => {
    refused.push(route.request().url());
    return route.abort();
  });
  await page.getByRole("group", { name: /alpha data/ }).hover();
  await expect.poll(() => refused.length).toBeGreaterThan(0);
  await expect(moduleLinks(page)).toHaveText(["alpha", "beta"]);
  await expect(page.getByRole("radio", { name: /Dual-write/ }).first()).toBeVisible();
});

test("keys walk pages and rows, and letters do nothing while one types", async ({ as }) => {
  await move("alpha.route", "new", 20_000, project);
  const page = await as("lead");
  await visit(page, `/p/${project}`);
  await expect(page.getByRole("status").first()).toBeAttached();
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(page).toHaveURL(board());
  await expect(page.getByRole("heading", { level: 1, name: "Board" })).toBeVisible();

  await page.keyboard.press("j");
  await expect(moduleLinks(page).nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(moduleLinks(page).nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(moduleLinks(page).nth(0)).toBeFocused();

  await page.keyboard.press("/");
  await expect(page.getByLabel("Filter modules")).toBeFocused();
  await page.keyboard.type("rhujk?");
  await expect(page.getByLabel("Filter modules")).toHaveValue("rhujk?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByLabel("Filter modules").fill("");
  await page.keyboard.press("Escape");

  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys.getByRole("row").filter({ hasText: "Roll back, with a confirmation" })).toBeVisible();
  await page.keyboard.press("r");
  await expect(page.getByRole("dialog")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(keys).toBeHidden();

  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "A page, a module or an act" })).toBeFocused();
  await page.keyboard.type("roll alpha");
  await expect(page.getByRole("option", { name: "Roll back alpha" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Roll back alpha" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect((await switchState("alpha.route", project)).share).toBe(20_000);
});

test("keys and palette aim at the module that does badly, wherever it stands", async ({ as }) => {
  const own = await newProject();
  for (const module of ["alpha", "beta"]) await move(`${module}.route`, "new", 20_000, own);
  await reportFailing("beta", own);
  const page = await as("lead");
  await visit(page, `/p/${own}/board?sort=name`);
  await expect(page.getByRole("row", { name: /^beta/ }).getByText("Bad", { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press("j");
  await expect(moduleLinks(page).nth(1)).toBeFocused();
  await page.keyboard.press("r");
  await expect(page.getByRole("dialog", { name: "Roll back beta" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+k");
  await page.keyboard.type("roll back");
  await expect(page.getByRole("option", { name: /^Roll back/ }).first()).toHaveText("Roll back beta");
});

test("single letters can be switched off", async ({ as }) => {
  await move("alpha.route", "new", 20_000, project);
  const page = await as("lead");
  await visit(page, board());
  await page.getByRole("button", { name: /preferences and sign-out$/ }).click();
  await page.getByLabel(/^Single letters act as keys/).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.keyboard.press("r");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Alt+Shift+R");
  await expect(page.getByRole("dialog", { name: "Roll back alpha" })).toBeVisible();
});

test("two people at one share: the second sees the other's change and loses nothing", async ({ as }) => {
  await move("beta.call", "new", 5_000, project);
  const { version } = await switchState("beta.call", project);
  const [first, second] = [await as("lead"), await as("admin")];
  for (const page of [first, second]) {
    await visit(page, board());
    await page.getByRole("group", { name: "Move beta call" }).getByRole("radio", { name: "New" }).click();
  }
  const review = (page: Page) => page.getByRole("group", { name: "Review of beta call" });
  const share = (page: Page) => review(page).getByRole("textbox", { name: "Share at New, in percent" });
  const reason = (page: Page) => review(page).getByLabel("Reason, kept in the audit log");

  await share(second).fill("40");
  await reason(second).fill("Mine, half written");
  await share(first).fill("15");
  await reason(first).fill("Theirs, already stored");
  await first.keyboard.press("Control+Enter");
  await expect.poll(async () => (await switchState("beta.call", project)).share).toBe(15_000);

  const conflict = review(second).getByRole("alert");
  await expect(conflict).toContainText(
    `Lin Chen changed this while you were reviewing: now v${version + 1}, you began at v${version}.`,
  );
  await expect(conflict).toContainText("Theirs, already stored");
  const apply = review(second).getByRole("button", { name: /^Raise beta call to New 40\s%$/ });
  await expect(apply).toBeDisabled();
  await expect(reason(second)).toHaveValue("Mine, half written");
  await conflict.getByRole("button", { name: `Review mine on top of v${version + 1}` }).click();
  await expect(share(second)).toHaveValue("40");
  await apply.click();
  await expect.poll(async () => (await switchState("beta.call", project)).share).toBe(40_000);
});

test("a viewer looks on and is told which role moves things", async ({ as }) => {
  await move("alpha.route", "new", 20_000, project);
  const page = await as("viewer");
  await visit(page, board());
  await expect(page.getByRole("radio", { name: "New: Raise: needs the lead role" }).first()).toBeDisabled();
  await expect(page.getByRole("radio", { name: "Old: Roll back: needs the operator role" }).first()).toBeDisabled();
  await expect(page.getByRole("button", { name: /^(Roll back|Release|Hold|Propose|Undo)/ })).toHaveCount(0);
  await page.keyboard.press("r");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("an operator rolls back but does not raise", async ({ as }) => {
  await move("alpha.call", "new", 20_000, project);
  const page = await as("operator");
  await visit(page, board());
  await expect(page.getByRole("group", { name: "Move alpha call" }).getByRole("radio", { name: /^New/ })).toHaveAccessibleName(
    "New: Raise: needs the lead role",
  );
  await page.getByRole("group", { name: "Move alpha call" }).getByRole("radio", { name: "Old" }).click();
  const sheet = page.getByRole("dialog", { name: "Roll back alpha call" });
  const confirm = sheet.getByRole("button", { name: "Roll back alpha call to Old" });
  await expect(confirm).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();
  expect(await switchState("alpha.call", project)).toMatchObject({ position: "old", share: 0, held: true });
  await expect(page.getByRole("row").filter({ hasText: "alpha" }).getByText("Held")).toBeVisible();
  await expect(page.getByRole("button", { name: "Release alpha" })).toHaveCount(0);
});

test("choosing a stop proposes and stores nothing", async ({ as }) => {
  const before = await switchState("beta.data", project);
  const page = await as("lead");
  await visit(page, board());
  const main = page.getByRole("main");
  await expect(main.getByRole("switch").or(main.getByRole("checkbox"))).toHaveCount(0);
  await page.getByRole("group", { name: "Move beta data" }).getByRole("radio", { name: "Dual-write" }).click();
  const review = page.getByRole("group", { name: "Review of beta data" });
  await expect(review.getByText("Writes go to the old store first, then to the new one.")).toBeVisible();
  await expect(page.getByRole("group", { name: "Move beta data" }).getByRole("radio", { name: /^Live/ })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(review).toBeHidden();
  expect(await switchState("beta.data", project)).toEqual(before);
});
