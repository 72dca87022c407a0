import { call, DATAPLANE, move, serviceToken, switchState } from "./support/api.ts";
import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { expect, test } from "./support/test.ts";

/** Acts on the switches of one module: straight back, undone, and in effect only once instances say so. */

let project: string;
test.beforeAll(async () => {
  project = await newProject();
});

test("r, L and Enter walk a module straight back to the old system", async ({ as }) => {
  await move("alpha.route", "new", 100_000, project);
  await move("alpha.data", "dualwrite", 100_000, project);
  await move("alpha.data", "shadow", 30_000, project);
  const page = await as("operator");
  await visit(page, `/p/${project}/m/alpha`);
  await expect(page.getByRole("heading", { level: 1, name: "alpha" })).toBeVisible();
  await page.keyboard.press("r");
  const sheet = page.getByRole("dialog", { name: "Roll back alpha" });
  await expect(sheet.getByRole("button", { name: /^Roll back alpha/ })).toBeFocused();
  await page.keyboard.press("l");
  await expect(sheet.getByRole("radio", { name: /^Straight to the old system/ })).toBeChecked();
  await expect(sheet.getByText("one step at a time, Dual-write → Off")).toBeVisible();
  await expect(sheet.getByText("the new store falls behind and needs a backfill", { exact: false })).toBeVisible();
  await sheet.getByRole("button", { name: "Roll back alpha" }).press("Enter");
  await expect(sheet).toBeHidden();
  expect(await switchState("alpha.route", project)).toMatchObject({ position: "old", share: 0, held: true });
  expect(await switchState("alpha.data", project)).toMatchObject({ position: "off", share: 0, held: true });
});

test("a tap rolls back on a phone", async ({ as }) => {
  await move("beta.route", "new", 60_000, project);
  const page = await as("operator", { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  await visit(page, `/p/${project}/m/beta`);
  await page.getByRole("main").getByRole("button", { name: "Roll back" }).tap();
  const confirm = page.getByRole("dialog").getByRole("button", { name: /^Roll back beta route to Old/ });
  await expect(confirm).toBeFocused();
  expect((await confirm.boundingBox())?.height).toBeGreaterThanOrEqual(56);
  await confirm.tap();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await switchState("beta.route", project)).toMatchObject({ position: "old", share: 0, held: true });
});

test("one's last change can be undone", async ({ as }) => {
  const page = await as("lead");
  await visit(page, `/p/${project}/m/beta`);
  await expect(page.getByRole("heading", { level: 1, name: "beta" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
  await page.getByRole("group", { name: "Move beta call" }).getByRole("radio", { name: "New" }).click();
  const review = page.getByRole("group", { name: "Review of beta call" });
  await review.getByRole("textbox", { name: "Share at New, in percent" }).fill("0.125");
  await review.getByLabel("Reason, kept in the audit log").fill("one in eight hundred");
  await page.keyboard.press("Control+Enter");
  await expect(review).toBeHidden();
  await expect.poll(async () => (await switchState("beta.call", project)).share).toBe(125);

  await page.getByRole("button", { name: "Undo" }).click();
  const sheet = page.getByRole("dialog", { name: "Undo on beta call" });
  await expect(sheet.getByText(/^Undoes your change: call: Old → New 0.125\s%$/)).toBeVisible();
  const confirm = sheet.getByRole("button", { name: /^Undo on beta call: / });
  await expect(confirm).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();
  expect(await switchState("beta.call", project)).toMatchObject({ position: "old", share: 0 });
});

test("stored is not in effect before an instance acknowledges", async ({ as }) => {
  const token = await serviceToken("journey", project);
  const acknowledge = (revision: number) =>
    fetch(`${DATAPLANE}/api/v1/instances`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ service: "shop", instance: "shop-1", version: "1", revision, leaseSeconds: 600 }),
    }).then((response) => expect(response.status).toBe(200));
  const page = await as("viewer");
  await visit(page, `/p/${project}/m/beta`);
  const { revision: earlier } = await call<{ revision: number }>(
    "GET",
    `/api/v1/projects/${project}/environments/production/switches/beta.data`,
  );
  await acknowledge(earlier);
  await move("beta.data", "dualwrite", 10_000, project);
  const { revision } = await switchState("beta.data", project);
  await expect(page.getByText(/in effect on 0 of 1; shop-1 last acknowledged/)).toBeVisible();
  await acknowledge(revision);
  await expect(page.getByText(/in effect on 1 of 1(?!;)/)).toBeVisible();
});
