import { randomBytes } from "node:crypto";
import { DATAPLANE, move, productionOf, switchState } from "./support/api.ts";
import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { expect, type Page, test } from "./support/test.ts";

/** People and tokens: let in with a link or a secret that is shown once, and shut out at once. */

let project: string;
test.beforeAll(async () => {
  project = await newProject();
});

const sheet = (page: Page, name: string) => page.getByRole("dialog", { name });

async function openSettings(page: Page): Promise<void> {
  await visit(page, `/p/${project}/settings`);
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
}

/** Adds a person and answers the link they are to be handed. */
async function invite(page: Page, email: string, name: string, role: string): Promise<string> {
  await page.getByRole("button", { name: "Add a person" }).click();
  const form = sheet(page, "Add a person");
  await form.getByLabel("E-mail").fill(email);
  await form.getByLabel("Name").fill(name);
  await form.getByRole("radio", { name: new RegExp(`^${role}`) }).check();
  await form.getByRole("button", { name: "Add person" }).click();
  const link = await sheet(page, `${name} added`).getByLabel("Set-up link").inputValue();
  await page.getByRole("button", { name: "I have kept it" }).click();
  return link;
}

/** Moves alpha's route one percent further with the session of a page; answers the status. */
async function raise(page: Page): Promise<number> {
  const { version, share } = await switchState("alpha.route", project);
  const response = await page.request.post(`${productionOf(project)}/switches/alpha.route/changes`, {
    headers: { origin: new URL(page.url()).origin },
    data: { expectedVersion: version, target: "new", share: share + 1000, reason: "A little further" },
  });
  return response.status();
}

test("a person is invited, comes in once by the link, and is shut out with the next write", async ({ as, open }) => {
  await move("alpha.route", "new", 10_000, project);
  const admin = await as("admin");
  await openSettings(admin);
  const email = `nora-${randomBytes(4).toString("hex")}@journey.local`;
  const link = await invite(admin, email, "Nora Berg", "lead");
  const row = admin.getByRole("row").filter({ hasText: email });
  await expect(row).toContainText("invited");

  const page = await open({ complaints: [/401/] });
  await visit(page, link);
  await expect(page.getByText("Somebody invited you. Choose how you sign in.")).toBeVisible();
  await page.getByLabel("Password, at least 8 characters").fill("a password of hers");
  await page.getByRole("button", { name: "Start" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/setup"));
  await visit(page, `/p/${project}/m/alpha`);
  await expect(page.getByRole("button", { name: "Propose" })).toBeVisible();
  expect(await raise(page)).toBe(201);
  const { version } = await switchState("alpha.route", project);

  await visit(admin, admin.url());
  await row.getByRole("button", { name: "Nora Berg" }).click();
  await admin.getByRole("button", { name: "End sessions" }).click();
  await expect(admin.getByRole("status").filter({ hasText: "Sessions ended" })).toBeVisible();

  expect(await raise(page)).toBe(401);
  await expect(page).toHaveURL(new RegExp(`/sign-in\\?to=.*${project}`));
  expect((await switchState("alpha.route", project)).version).toBe(version);
});

test("a set-up link works once", async ({ as, open }) => {
  const admin = await as("admin");
  await openSettings(admin);
  const link = await invite(admin, `otto-${randomBytes(4).toString("hex")}@journey.local`, "Otto Lund", "viewer");
  const page = await open({ complaints: [/404/] });
  await visit(page, link);
  await page.getByLabel("Password, at least 8 characters").fill("a password of his");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  const later = await open({ complaints: [/404/] });
  await visit(later, link);
  await expect(later.getByText("This link was used already, has ended, or is not complete.")).toBeVisible();
});

test("a token is shown once, opens the dataplane, and is worth nothing once revoked", async ({ as }) => {
  const page = await as("admin");
  await openSettings(page);
  await page.getByRole("button", { name: "New token" }).first().click();
  const form = sheet(page, "New token");
  await form.getByLabel("Name").fill("checkout");
  await form.getByLabel("Environment").selectOption("production");
  await form.getByRole("button", { name: "Make token" }).click();
  const secret = await sheet(page, "Token checkout").getByLabel("Secret").inputValue();
  expect(secret).toMatch(/^sy_[\w-]{43}$/);
  await page.getByRole("button", { name: "I have kept it" }).click();
  await visit(page, page.url());
  await expect(page.getByRole("row").filter({ hasText: "checkout" })).toContainText("read, report");
  expect(await page.content()).not.toContain(secret);

  const read = async () =>
    (
      await fetch(`${DATAPLANE}/ofrep/v1/evaluate/flags/beta.route`, {
        method: "POST",
        headers: { authorization: `Bearer ${secret}` },
        body: JSON.stringify({ context: { targetingKey: "1" } }),
      })
    ).status;
  await expect.poll(read, { timeout: 5_000 }).toBe(200);

  const row = page.getByRole("row").filter({ hasText: "checkout" });
  await expect(async () => {
    await visit(page, page.url());
    await expect(row).not.toContainText("never", { timeout: 500 });
  }).toPass();
  await page.getByRole("button", { name: "checkout", exact: true }).click();
  const token = sheet(page, "checkout");
  await token.getByLabel("Type “checkout” to confirm").fill("checkout");
  await token.getByRole("button", { name: "Revoke token" }).click();
  await expect(row).toContainText("revoked");
  await expect.poll(read, { timeout: 5_000 }).toBe(401);
});

test("a lead reads people and tokens and is told who manages them", async ({ as }) => {
  const page = await as("lead");
  await openSettings(page);
  await expect(page.getByText("Changing this needs the admin role.").first()).toBeVisible();
  await expect(page.getByRole("cell", { name: "viewer@demo.local" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^(New token|Add a person)$/ })).toHaveCount(0);
});

test("a freeze window refuses a raise until it is removed, and an environment can ask for a second person", async ({ as }) => {
  const lead = await as("lead");
  await openSettings(lead);
  await lead.getByRole("button", { name: "New freeze window" }).click();
  const form = sheet(lead, "New freeze window");
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 16);
  await form.getByLabel(/^Begins/).fill(day(-2));
  await form.getByLabel(/^Ends/).fill(day(2));
  await form.getByLabel("Reason").fill("Year-end close");
  await form.getByRole("button", { name: "Add freeze window" }).click();
  const row = lead.getByRole("row").filter({ hasText: "Year-end close" });
  await expect(row).toContainText("frozen now");
  expect(await raise(lead)).toBe(422);

  await row.getByRole("button", { name: "Year-end close" }).click();
  await sheet(lead, "Year-end close").getByRole("button", { name: "Remove freeze window" }).click();
  await expect(row).toHaveCount(0);
  expect(await raise(lead)).toBe(201);

  const admin = await as("admin");
  await openSettings(admin);
  await admin.getByRole("button", { name: "Staging", exact: true }).click();
  const careful = sheet(admin, "Staging");
  await careful.getByRole("checkbox", { name: /Second person/ }).check();
  await careful.getByLabel("Step limit, in percentage points").fill("2.5");
  await careful.getByRole("button", { name: "Save environment" }).click();
  await expect(admin.getByRole("row").filter({ hasText: "Staging" })).toContainText("must approve");
  await expect(admin.getByRole("row").filter({ hasText: "Staging" })).toContainText("2.5");
});
