import { call, DATAPLANE, productionOf, serviceToken, switchState } from "./support/api.ts";
import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { expect, type Page, test } from "./support/test.ts";

/** A move from its review to its end: what it asks for, what it waits for, how it goes on by itself and back. */

let project: string;
test.beforeEach(async () => {
  project = await newProject();
});

const REASON = "set the stage for a journey";

/** Moves a switch of the project, with every word a level may ask for. */
async function put(key: string, target: string, more: Record<string, unknown> = {}, share = 100_000): Promise<void> {
  const { version } = await switchState(key, project);
  const said = { reason: REASON, confirm: key.split(".")[0], override: "no store stands behind a journey" };
  await call("POST", `${productionOf(project)}/switches/${key}/changes`, {
    ...{ expectedVersion: version, target, share },
    ...said,
    ...more,
  });
}

async function toShadow(): Promise<void> {
  await put("alpha.call", "new");
  await put("alpha.data", "dualwrite");
  await put("alpha.data", "shadow");
}

/** Registers an instance that answers only when told to. */
async function instance(name: string) {
  const token = await serviceToken(name, project);
  return async (revision: number, leaseSeconds = 600) => {
    const response = await fetch(`${DATAPLANE}/api/v1/instances`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ service: "shop", instance: name, version: "1", revision, leaseSeconds }),
    });
    expect(response.status, await response.text()).toBe(200);
  };
}

const review = (page: Page, name: string) => page.getByRole("group", { name: `Review of ${name}` });
const stop = (page: Page, axis: string, name: string | RegExp) =>
  page.getByRole("group", { name: `Move ${axis}` }).getByRole("radio", { name });

test("beyond the step limit a review wants a reason and the module's key", async ({ as }) => {
  const page = await as("lead");
  await visit(page, `/p/${project}/board`);
  await stop(page, "alpha route", "New").click();
  const open = review(page, "alpha route");
  await open.getByRole("textbox", { name: "Share at New, in percent" }).fill("100");
  await expect(open.getByText("Level 3: reason and typed key")).toBeVisible();
  await expect(open.getByRole("button", { name: "Say why first" })).toBeDisabled();
  await open.getByLabel("Reason, kept in the audit log").fill("everybody at once");
  await expect(open.getByRole("button", { name: "Type the key first" })).toBeDisabled();
  await open.getByLabel("Type alpha to confirm").fill("alpha");
  await expect(open.getByRole("button", { name: "Raise alpha route to New" })).toBeEnabled();
  await page.keyboard.press("Control+Enter");
  await expect(open).toBeHidden();
  expect(await switchState("alpha.route", project)).toMatchObject({ position: "new", next: null });
});

test("what stands against the authority's change is settled in its review", async ({ as }) => {
  await toShadow();
  const page = await as("lead");
  await visit(page, `/p/${project}/board`);
  // What stands against a move is asked for as somebody comes near.
  await page.getByRole("group", { name: "Move alpha data" }).hover();
  await stop(page, "alpha data", /^Live: Secondary writes are best-effort/).click();
  const open = review(page, "alpha data");
  await expect(open.locator("[data-gate=secondary-writes]")).toContainText("Secondary writes are best-effort");
  await open.getByRole("button", { name: "Require them now" }).click();
  await expect(open.locator("[data-gate=secondary-writes]")).toContainText("every write reaches both stores first");
  await expect(open.getByRole("alert")).toHaveCount(0);

  await expect(open.locator("[data-gate=currency]")).toContainText("The new store is not known to be current");
  await open.getByLabel("Reason, kept in the audit log").fill("first users read the new store");
  await open.getByLabel("Type alpha to confirm").fill("alpha");
  await open.getByLabel("Why the failed gate may be passed").fill("compared by hand this morning");
  await open.getByRole("button", { name: /^Raise alpha data to Live 1\s%$/ }).click();
  await expect(open).toBeHidden();
  expect(await switchState("alpha.data", project)).toMatchObject({ position: "shadow", next: "live", share: 1000 });
});

test("a stop names the instance it waits for, and opens once it followed", async ({ as }) => {
  await put("alpha.call", "new");
  const acknowledge = await instance("shop-1");
  await acknowledge((await switchState("alpha.call", project)).revision);
  await put("alpha.data", "dualwrite");
  await put("alpha.data", "shadow");
  await put("alpha.data", "shadow", { secondaryWrites: "required" });
  const page = await as("lead");
  await visit(page, `/p/${project}/m/alpha`);
  await expect(
    page.getByText(/Live is locked: Waits for shop-1 \(last acknowledged revision \d+, .* ago; holds\)/),
  ).toBeVisible();
  await acknowledge((await switchState("alpha.data", project)).revision);
  await expect(page.getByText(/Live is locked: Waits for shop-1/)).toBeHidden({ timeout: 40_000 });
});

test("a rollback of several steps shows what the next one waits for, and goes on by itself", async ({ as }) => {
  await toShadow();
  await put("alpha.data", "shadow", { secondaryWrites: "required" });
  await put("alpha.data", "live");
  const acknowledge = await instance("shop-1");
  await acknowledge((await switchState("alpha.data", project)).revision);
  const page = await as("operator");
  await visit(page, `/p/${project}/board`);
  await page.getByRole("link", { name: "alpha" }).focus();
  await page.keyboard.press("r");
  const sheet = page.getByRole("dialog", { name: "Roll back alpha" });
  await expect(sheet.getByRole("button", { name: /^Roll back alpha/ })).toBeFocused();
  await page.keyboard.press("l");
  await expect(sheet.getByText("The first step is stored at once", { exact: false })).toBeVisible();
  await sheet.getByRole("button", { name: /^Roll back alpha/ }).press("Enter");
  await expect(sheet.getByText(/^Rollback step \d of \d/)).toBeVisible();
  await sheet.getByRole("button", { name: "Close", exact: true }).click();
  await expect(page.locator("[data-plan=rollback]")).toContainText("shop-1");

  const settled = async () => {
    await acknowledge((await switchState("alpha.data", project)).revision);
    return (await switchState("alpha.data", project)).position;
  };
  await expect.poll(settled, { timeout: 40_000 }).toBe("off");
  await expect(page.locator("[data-plan=rollback]")).toHaveCount(0);
  expect(await switchState("alpha.data", project)).toMatchObject({ held: true });
});

test("from complete there is no instant way back, but reopening", async ({ as }) => {
  await toShadow();
  await put("alpha.data", "shadow", { secondaryWrites: "required" });
  for (const stage of ["live", "rampdown", "complete"]) await put("alpha.data", stage);
  const page = await as("operator");
  await visit(page, `/p/${project}/m/alpha`);
  await page.keyboard.press("5");
  const sheet = page.getByRole("dialog", { name: "Roll back alpha data" });
  await expect(sheet.getByText(/The old store stopped receiving writes/)).toBeVisible();
  await sheet.getByRole("button", { name: "Reopen alpha instead" }).click();
  const reopen = page.getByRole("dialog", { name: "Reopen alpha" });
  await expect(reopen.getByRole("button", { name: "Reopen alpha" })).toBeDisabled();
  await reopen.getByLabel("Reason, kept in the audit log").fill("orders are missing upstream");
  await reopen.getByRole("button", { name: "Reopen alpha" }).click();
  await expect(reopen).toBeHidden();
  expect(await switchState("alpha.data", project)).toMatchObject({ position: "rampdown", next: null, share: 0 });
});

test("a move is scheduled, listed, and called off", async ({ as }) => {
  const page = await as("lead");
  await visit(page, `/p/${project}/board`);
  await stop(page, "beta route", "New").click();
  const open = review(page, "beta route");
  await open.getByLabel("Reason, kept in the audit log").fill("off-peak, after midnight");
  await open.getByText("At a later time…").click();
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await open.getByLabel(/^At, /).fill(`${tomorrow}T02:30`);
  await open.getByRole("button", { name: /^Schedule for .*02:30$/ }).click();
  const listed = page.locator("[data-plan=schedule]");
  await expect(listed).toContainText(/route to New 1\s% at .*02:30/);
  await listed.getByRole("button", { name: "Cancel" }).click();
  await expect(listed).toHaveCount(0);
  expect(await switchState("beta.route", project)).toMatchObject({ position: "old", share: 0 });
});

test("two modules move in one go, and a state of the history comes back", async ({ as }) => {
  const page = await as("lead");
  await visit(page, `/p/${project}/board`);
  await page.getByRole("link", { name: "alpha" }).focus();
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Move forward together…" }).click();
  const sheet = page.getByRole("dialog", { name: "Move 2 modules forward together" });
  await sheet.getByRole("button", { name: /^10\s%$/ }).click();
  await sheet.getByLabel("Reason, kept in the audit log").fill("both services are ready");
  await sheet.getByLabel("Type 2 to confirm").fill("2");
  await sheet.getByRole("button", { name: /^Raise route of 2 modules to 10\s%$/ }).click();
  await expect(sheet).toBeHidden();
  for (const key of ["alpha.route", "beta.route"]) {
    expect(await switchState(key, project)).toMatchObject({ next: "new", share: 10_000 });
  }

  await visit(page, `/p/${project}/m/beta?tab=history`);
  await page.getByRole("button", { name: "Restore v1…" }).click();
  const restore = page.getByRole("dialog", { name: "Bring beta route back to v1" });
  await restore.getByRole("button", { name: "Bring beta route back to v1" }).click();
  await expect(restore).toBeHidden();
  expect(await switchState("beta.route", project)).toMatchObject({ position: "old", next: null, share: 0 });
});

test("where a second person has to agree, one proposes and another applies", async ({ as }) => {
  const environment = `/api/v1/projects/${project}/environments/production`;
  const { version } = await call<{ version: number }>("GET", environment);
  await call("PATCH", environment, { expectedVersion: version, approvals: true }, 200);
  const author = await as("lead");
  await visit(author, `/p/${project}/m/alpha`);
  await stop(author, "alpha route", "New").click();
  const open = review(author, "alpha route");
  await open.getByLabel("Reason, kept in the audit log").fill("a first percent of the users");
  await open.getByRole("button", { name: /^Propose alpha route to New 1\s%$/ }).click();
  const proposed = author.getByRole("region", { name: "Proposed" });
  await expect(proposed.getByText("waits for somebody else")).toBeVisible();
  await expect(proposed.getByRole("button", { name: "Approve" })).toHaveCount(0);

  const second = await as("admin");
  await visit(second, `/p/${project}/m/alpha`);
  await second.getByRole("button", { name: "Approve" }).click();
  await expect(second.getByText(/^approved by /)).toBeVisible();
  await second.getByRole("region", { name: "Proposed" }).getByRole("button", { name: "Apply" }).click();
  await expect(second.getByRole("region", { name: "Proposed" })).toHaveCount(0);
  expect(await switchState("alpha.route", project)).toMatchObject({ next: "new", share: 1000 });
});

test("a silent instance holds changes up until an operator writes it off by name", async ({ as }) => {
  const acknowledge = await instance("shop-9");
  await acknowledge((await switchState("alpha.data", project)).revision, 1);
  const page = await as("operator");
  await visit(page, `/p/${project}/m/alpha`);
  await expect(page.getByText(/^silent, holds revision \d+; changes wait$/)).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "Write off shop-9" }).click();
  const sheet = page.getByRole("dialog", { name: "Write off shop-9" });
  await sheet.getByLabel("Reason, kept in the audit log").fill("its host was scrapped today");
  await sheet.getByLabel("Type shop-9 to confirm").fill("shop-9");
  await sheet.getByRole("button", { name: "Write off shop-9" }).click();
  await expect(page.getByText(/^written off by Omar Haddad/)).toBeVisible();
});
