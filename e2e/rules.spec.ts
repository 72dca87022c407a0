import { call, productionOf, switchState } from "./support/api.ts";
import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { expect, test } from "./support/test.ts";

/** Rules of a switch, from the form to what stands, by keyboard. */

test("a rule is written, tried out, reviewed and stored", async ({ as }) => {
  const project = await newProject();
  await call("POST", `${productionOf(project)}/switches/alpha.route/changes`, {
    ...{ expectedVersion: (await switchState("alpha.route", project)).version, target: "new", share: 1000 },
    reason: "first subjects of a journey",
  });
  const page = await as("lead");
  await visit(page, `/p/${project}/m/alpha?tab=rules`);
  await page.getByRole("button", { name: "Edit or try the rules of alpha.route" }).press("Enter");
  await expect(page).toHaveURL(/sheet=rules\.alpha\.route/);
  const sheet = page.getByRole("dialog", { name: "Rules of alpha.route" });
  await sheet.getByRole("button", { name: "Send somebody first" }).press("Enter");
  await sheet.getByLabel("Values, one to a line").fill("42");
  await sheet.getByLabel("Subject (targetingKey)").fill("42");
  await sheet.getByLabel("Subject (targetingKey)").press("Enter");
  await expect(sheet.getByRole("status")).toContainText("As editedNewThe rule “first” matches");
  await sheet.getByRole("button", { name: "Review", exact: true }).press("Enter");
  await expect(sheet.getByRole("list", { name: "What changes" })).toContainText("New: first: targetingKey is one of");
  await expect(sheet.getByText("It may move somebody forward", { exact: false })).toBeVisible();
  await sheet.getByLabel("Reason, kept in the audit log").fill("testers look first");
  const store = sheet.getByRole("button", { name: "Store the rules of alpha.route" });
  await expect(store).toBeEnabled();
  await store.press("Enter");
  await expect(sheet).toBeHidden();
  const rule = { name: "first", result: "next", conditions: [{ attribute: "targetingKey", operator: "in", values: ["42"] }] };
  expect(await switchState("alpha.route", project)).toMatchObject({ rules: [rule] });
  await expect(page.getByRole("table", { name: "Rules of alpha.route" })).toContainText("first");
});
