import { move, switchState } from "./support/api.ts";
import { ADDRESSES, PASSWORD, signIn, visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { expect, test } from "./support/test.ts";

/** What the console shows and still does when its data is late, wrong or missing. */

let project: string;
test.beforeAll(async () => {
  project = await newProject();
});

const CUT = [/ERR_FAILED/];
const board = () => `/p/${project}/board`;

test("without its stream the page says Delayed and asks by itself", async ({ as }) => {
  await move("alpha.route", "new", 10_000, project);
  const page = await as("viewer", { complaints: CUT });
  await page.route("**/events", (route) => route.abort());
  await page.clock.install();
  await visit(page, board());
  await page.clock.fastForward(12_000);
  await expect(page.getByTitle("The stream is silent; this page asks every 10 seconds")).toContainText("Delayed");
  await move("alpha.route", "new", 30_000, project);
  await page.clock.fastForward(10_000);
  await expect(page.getByRole("img", { name: /^alpha route: New 30\s%$/ })).toBeVisible();
});

test("without any answer it says Stale, locks the way forward and still tries to go back", async ({ as }) => {
  await move("alpha.route", "new", 10_000, project);
  const page = await as("lead", { complaints: CUT });
  await page.route("**/events", (route) => route.abort());
  await page.clock.install();
  await visit(page, board());
  await page.getByRole("button", { name: "Roll back alpha" }).click();
  const sheet = page.getByRole("dialog", { name: "Roll back alpha" });
  const confirm = sheet.getByRole("button", { name: /^Roll back alpha route/ });
  await expect(confirm).toBeFocused();

  await page.route("**/api/**", (route) => route.abort());
  const stale = page.getByTitle("No answer for over a minute; what you see may be out of date");
  // An answer that was under way when the line was cut is one all the same: the minute begins with it.
  await expect(async () => {
    await page.clock.fastForward(90_000);
    await expect(stale).toContainText(/Stale.*since/, { timeout: 2000 });
  }).toPass();
  await expect(page.getByText(/^Unknown since .*: this page gets no answers from the server\.$/)).toBeVisible();
  await expect(page.getByRole("radio", { name: /^New: Raise: stale since/, includeHidden: true }).first()).toBeDisabled();

  await page.keyboard.press("Enter");
  await expect(sheet.getByText(/^Attempt 1 at .*/)).toBeVisible();
  await expect(sheet.getByText("Trying again every 3 seconds.")).toBeVisible();
  await page.clock.fastForward(40_000);
  await expect(sheet.getByText("Gave up after 30 seconds. From a terminal that reaches the server:")).toBeVisible();
  await expect(sheet.getByText(`/projects/${project}/environments/production/modules/alpha/rollback -H`)).toBeVisible();
  expect((await switchState("alpha.route", project)).share).toBe(10_000);
});

test("a database that is away is named, and what is shown stays", async ({ as }) => {
  const page = await as("lead", { complaints: [/503/] });
  await page.clock.install();
  await visit(page, board());
  await expect(page.getByRole("link", { name: "alpha" })).toBeVisible();
  await page.route("**/api/v1/projects/**", (route) =>
    route.request().url().endsWith("/events")
      ? route.continue()
      : route.fulfill({
          status: 503,
          json: { type: "urn:switchyard:problem:unavailable", title: "Unavailable", status: 503, detail: "", requestId: "x" },
        }),
  );
  await page.clock.fastForward(60_000);
  await expect(page.getByRole("alert").filter({ hasText: "Database unreachable since" })).toContainText(
    "Nothing can be changed; services keep reading switches from memory.",
  );
  await expect(page.getByRole("link", { name: "alpha" })).toBeVisible();
  await page.unroute("**/api/v1/projects/**");
  await page.clock.fastForward(60_000);
  await expect(page.getByRole("alert").filter({ hasText: "Database unreachable" })).toBeHidden();
});

test("the first paint needs no script", async ({ as }) => {
  const page = await as("viewer", { javaScriptEnabled: false });
  await page.goto("/p/orders");
  await expect(page.getByText(/(modules are|is) (OK|on Watch|Bad|Held|Unknown)/).first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Modules" }).getByRole("link", { name: "payments" })).toBeVisible();
  await page.goto("/p/orders/board");
  await expect(page.getByRole("img", { name: /^orders route: (Old|New)/ })).toBeVisible();
  await page.goto("/p/orders/m/orders");
  await expect(page.getByRole("heading", { level: 1, name: "orders" })).toBeVisible();
  await expect(page.getByText(/(new|old) p99|nothing measured yet|no (data|traffic)/).first()).toBeVisible();
});

test("the way back opens, and tries, without a server, though nobody opened it before", async ({ as }) => {
  await move("beta.call", "new", 10_000, project);
  const page = await as("operator", { complaints: [/ERR_|Failed to fetch|ChunkLoad/] });
  const had: string[] = [];
  page.on("requestfinished", async (request) => {
    if (request.resourceType() !== "script") return;
    const text = await (await request.response())?.text().catch(() => "");
    if (text?.includes("rollback.everything")) had.push(request.url());
  });
  await visit(page, `/p/${project}/board`);
  await expect.poll(() => had.length).toBeGreaterThan(0);

  // A server that was renewed has other files; one that is away has none.
  await page.context().setOffline(true);
  await page.getByRole("row").filter({ hasText: "beta" }).getByRole("button", { name: "Roll back beta" }).click();
  const sheet = page.getByRole("dialog", { name: "Roll back beta" });
  const confirm = sheet.getByRole("button", { name: /^Roll back beta/ });
  await expect(confirm).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(sheet.getByText(/Attempt 1/)).toBeVisible();
  await page.context().setOffline(false);
  await expect.poll(async () => (await switchState("beta.call", project)).held).toBe(true);
});

test("a part whose code cannot be had leaves the page, and comes by itself", async ({ as }) => {
  const page = await as("viewer", { complaints: [/ERR_|Failed to fetch|ChunkLoad/] });
  await visit(page, `/p/${project}/board`);
  await page.route("**/_next/static/**", (route) => route.abort());
  await page.keyboard.press("?");
  await expect(page.getByText(/This part could not be loaded/)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Board" })).toBeVisible();
  await page.unroute("**/_next/static/**");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
});

test("a session that ends leaves what was written, and goes on after signing in elsewhere", async ({ open }) => {
  await move("beta.route", "new", 10_000, project);
  const page = await open({ complaints: [/401/] });
  await signIn(page, ADDRESSES.lead, PASSWORD);
  await visit(page, `/p/${project}/m/beta`);
  await page.getByRole("button", { name: "Propose" }).click();
  const reason = page.getByLabel("Reason, kept in the audit log");
  await reason.fill("a quarter of the users");
  await page.context().clearCookies();
  await expect(page.getByRole("alert").filter({ hasText: "Your session has ended." })).toBeVisible();
  await expect(reason).toHaveValue("a quarter of the users");

  const other = await page.context().newPage();
  await signIn(other, ADDRESSES.lead, PASSWORD);
  await expect(page.getByRole("alert").filter({ hasText: "Your session has ended." })).toBeHidden();
  await expect(reason).toHaveValue("a quarter of the users");
});

test("an address that leads nowhere keeps the way on, and paper leaves it out", async ({ as }) => {
  const page = await as("viewer", { complaints: [/404/] });
  const answer = await page.goto(`/p/${project}/nowhere/at/all`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1, name: "There is nothing here." })).toBeVisible();
  const ways = page.getByRole("navigation").getByRole("link", { name: "Board" });
  await expect(ways).toBeVisible();

  await visit(page, board());
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("link", { name: "alpha", exact: true })).toBeVisible();
  await expect(ways).toBeHidden();
  await expect(page.getByRole("banner")).toBeHidden();
});

test("without a network the last chart stays, whatever is asked for", async ({ as }) => {
  const page = await as("viewer", { complaints: [/ERR_/] });
  await visit(page, "/p/orders/m/orders");
  const chart = page.getByRole("slider").first();
  await expect(chart).toBeVisible();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "7 d", exact: true }).click();
  await expect(page.getByText("The server was not reached.", { exact: false }).first()).toBeVisible();
  await expect(chart).toBeVisible();
});

test("on a phone every module says where all its axes stand", async ({ as }) => {
  const page = await as("viewer", { viewport: { width: 390, height: 844 } });
  await visit(page, `/p/${project}`);
  const row = page.getByRole("region", { name: "Modules" }).getByRole("row").filter({ hasText: "alpha" });
  for (const axis of ["Data", "Route", "Call"]) await expect(row.locator(`[data-label="${axis}"]`)).toBeVisible();
});

test("neither a double click nor a held key confirms a rollback", async ({ as }) => {
  await move("alpha.route", "new", 10_000, project);
  const { version } = await switchState("alpha.route", project);
  const page = await as("operator");
  await visit(page, `/p/${project}/m/alpha`);
  const button = page.getByRole("main").getByRole("button", { name: "Roll back" });
  const sheet = page.getByRole("dialog", { name: "Roll back alpha" });
  const confirm = sheet.getByRole("button", { name: /^Roll back alpha route/ });

  await button.dblclick();
  await expect(confirm).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();

  await button.focus();
  await page.keyboard.down("Enter");
  await expect(sheet).toBeVisible();
  await expect
    .poll(async () => {
      await page.keyboard.down("Enter");
      return confirm.evaluate((element) => element === document.activeElement);
    })
    .toBe(true);
  for (let repeat = 0; repeat < 5; repeat += 1) await page.keyboard.down("Enter");
  await expect(confirm).toBeFocused();
  await page.keyboard.up("Enter");
  expect((await switchState("alpha.route", project)).version).toBe(version);
});

test("a save that fails leaves what is stored on screen", async ({ as }) => {
  await move("beta.route", "new", 10_000, project);
  const page = await as("lead", { complaints: [/500/] });
  await visit(page, `/p/${project}/m/beta`);
  await page.route("**/changes", (route) =>
    route.fulfill({ status: 500, json: { type: "about:blank", title: "Internal", status: 500, detail: "", requestId: "r-1" } }),
  );
  await page.getByRole("button", { name: "Propose" }).click();
  const review = page.getByRole("group", { name: "Review of beta route" });
  await review.getByRole("button", { name: "25", exact: true }).click();
  await review.getByLabel("Reason, kept in the audit log").fill("a quarter of the users");
  await review.getByRole("button", { name: /^Raise beta route/ }).click();
  await expect(review.getByRole("alert")).toContainText("Something went wrong on the server. Nothing was changed. Request r-1");
  await expect(page.getByRole("img", { name: /^beta route: New 10\s%$/ })).toBeVisible();
});

test("the icon is there also for a page that broke off before it named one", async ({ open }) => {
  const page = await open();
  const icon = await page.request.get("/favicon.ico");
  expect([icon.status(), icon.headers()["content-type"]]).toEqual([200, "image/svg+xml"]);
});
