import { type SwitchState, switchState } from "./support/api.ts";
import { NAMES, visit } from "./support/people.ts";
import { expect, type Page, test } from "./support/test.ts";

/** The main job: a share raised on the running demo, seen to take effect, and rolled back. */

const SWITCH = "orders.route";
const REASON = `A larger part of the users, ${new Date().toISOString()}`;

test("a lead raises a share, sees the traffic move, and rolls back", async ({ as }) => {
  test.setTimeout(150_000);
  const before = await switchState(SWITCH);
  const page = await as("lead");
  await visit(page, "/p/orders/m/orders");
  await expect(page.getByRole("heading", { level: 1, name: "orders" })).toBeVisible();

  const raised = await raise(page, before);
  await expectInstancesFollow(page, raised.revision);
  await expectNewTraffic(page);
  await rollBack(page, before);
  await expectAuditRows(page);
  await release(page);
});

async function raise(page: Page, before: SwitchState): Promise<SwitchState> {
  await page.getByRole("button", { name: "Propose" }).click();
  const review = page.getByRole("group", { name: "Review of orders route" });
  await review.getByRole("group", { name: "Preset shares in percent" }).getByRole("button", { name: "50", exact: true }).click();
  await review.getByLabel("Reason, kept in the audit log").fill(REASON);
  await review.getByLabel("Type orders to confirm").fill("orders");
  await review.getByRole("button", { name: /^Raise orders route to New 50\s%$/ }).click();

  await expect(page.getByText(`stored v${before.version + 1}`)).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: `${SWITCH} stored as version ${before.version + 1}` })).toBeAttached();
  await expect(page.getByText(/stored v\d+ → in effect on (\d+) of \1(?!\d)/)).toBeVisible();
  const after = await switchState(SWITCH);
  expect(after).toMatchObject({ position: "old", next: "new", share: 50_000, held: false, version: before.version + 1 });
  return after;
}

async function expectInstancesFollow(page: Page, revision: number): Promise<void> {
  const instances = page.getByRole("tabpanel", { name: /^Instances/ });
  await expect(instances.getByText(`newest change of this module: revision ${revision}`)).toBeVisible();
  await expect(instances.getByText("behind")).toHaveCount(0);
  const acknowledged = await instances.getByRole("cell", { name: /^revision \d+$/ }).allInnerTexts();
  expect(acknowledged.length).toBeGreaterThan(5);
  for (const text of acknowledged) expect(Number(text.replace(/\D/g, ""))).toBeGreaterThanOrEqual(revision);
}

/** The newest points hold clearly more of the new path than those before, in the chart's table and in its sentence. */
async function expectNewTraffic(page: Page): Promise<void> {
  await expect(page.getByRole("slider", { name: "Points of the chart, old against new" })).toHaveAccessibleDescription(
    /old: p99 .*; new: p99 .*switch change/,
  );
  await page.getByRole("button", { name: "Table" }).click();
  const table = page.getByRole("region", { name: "Points of the chart as a table" });
  const newPart = async () => {
    const rows = (await table.getByRole("row").allInnerTexts()).slice(1).map((row) => row.split("\t"));
    return rows.map((cells) => count(cells[8]) / (count(cells[4]) + count(cells[8])));
  };
  const [before = 0] = await newPart();
  await expect.poll(async () => (await newPart())[0], { timeout: 75_000, intervals: [1000] }).toBeGreaterThan(before + 0.15);
}

function count(cell: string | undefined): number {
  return Number(cell?.replace(/[,–]/g, "") ?? 0);
}

async function rollBack(page: Page, before: SwitchState): Promise<void> {
  await page.keyboard.press("r");
  const sheet = page.getByRole("dialog", { name: "Roll back orders" });
  const confirm = sheet.getByRole("button", { name: /^Roll back orders route to New 10\s%$/ });
  await expect(confirm).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();

  const { position, next, share } = before;
  expect(await switchState(SWITCH)).toMatchObject({ position, next, share, held: true });
  await expect(page.getByText("held until somebody releases it")).toBeVisible();
}

async function expectAuditRows(page: Page): Promise<void> {
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await expect(page).toHaveURL(/\/p\/orders\/audit$/);
  const rows = page.getByRole("table", { name: "Events" }).getByRole("row").filter({ hasText: "orders route" });
  await expect(rows.nth(0)).toContainText("rolled back orders route");
  await expect(rows.nth(0)).toContainText(NAMES.lead);
  await expect(rows.nth(0)).toContainText("reason pending");
  await expect(rows.nth(1)).toContainText("moved orders route");
  await expect(rows.nth(1)).toContainText(NAMES.lead);
  await expect(rows.nth(1)).toContainText(REASON);
}

async function release(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Board" }).click();
  await page.getByRole("button", { name: "Release orders" }).click();
  const sheet = page.getByRole("dialog", { name: "Release orders" });
  const confirm = sheet.getByRole("button", { name: "Release orders" });
  await expect(confirm).toBeDisabled();
  await sheet.getByLabel("Reason, kept in the audit log").fill("the cause was found and mended");
  await confirm.click();
  await expect(sheet).toBeHidden();
  await expect.poll(async () => (await switchState(SWITCH)).held).toBe(false);
  await expect(page.getByRole("button", { name: "Release orders" })).toBeHidden();
}
