import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { expect, type Page, test } from "./support/test.ts";

/** The plan of a programme: phases, milestones and risks made, changed by two at once, and deleted. */

let project: string;
test.beforeAll(async () => {
  project = await newProject();
});

const sheet = (page: Page, name: string) => page.getByRole("dialog", { name });

async function addPhase(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "New phase" }).first().click();
  await sheet(page, "New phase").getByLabel("Name").fill(name);
  await sheet(page, "New phase").getByRole("button", { name: "Add phase" }).click();
  await expect(sheet(page, "New phase")).toBeHidden();
}

async function addMilestone(page: Page, phase: string, name: string, baseline: string): Promise<void> {
  await page.getByRole("button", { name: `Add milestone to ${phase}` }).click();
  const form = sheet(page, "New milestone");
  await form.getByLabel("Name").fill(name);
  await form.getByLabel("Baseline").fill(baseline);
  await expect(form.getByLabel("Planned for")).toHaveValue(baseline);
  await form.getByRole("button", { name: "Add milestone" }).click();
  await expect(form).toBeHidden();
}

async function deleteTyped(page: Page, name: string, verb: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  const remove = sheet(page, name).getByRole("button", { name: verb });
  await expect(remove).toBeDisabled();
  await sheet(page, name).getByLabel(`Type “${name}” to confirm`).fill(name);
  await remove.click();
  await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
}

test("a phase and its milestone are made, moved and deleted", async ({ as }) => {
  const page = await as("lead");
  await visit(page, `/p/${project}/timeline`);
  await addPhase(page, "Prepare");
  await addMilestone(page, "Prepare", "Inventory complete", "2031-03-01");
  const row = page.getByRole("row").filter({ hasText: "Inventory complete" });
  await expect(row).toContainText("on time");

  await page.getByRole("button", { name: "Inventory complete", exact: true }).click();
  const edit = sheet(page, "Inventory complete");
  await edit.getByLabel("Planned for").fill("2031-03-05");
  await edit.getByLabel("Owner").fill("Ada");
  await edit.getByRole("button", { name: "Save milestone" }).click();
  await expect(edit).toBeHidden();
  await expect(row).toContainText("+4 d");
  await expect(row).toContainText("Ada");
  await expect(page.getByText("4 days late", { exact: false })).toBeVisible();

  await page.getByRole("button", { name: "Prepare", exact: true }).click();
  await expect(sheet(page, "Prepare").getByText("A phase can be deleted once it is empty.", { exact: false })).toBeVisible();
  await page.keyboard.press("Escape");
  await deleteTyped(page, "Inventory complete", "Delete milestone");
  await deleteTyped(page, "Prepare", "Delete phase");
});

test("a viewer reads the plan and is told who may change it", async ({ as }) => {
  const page = await as("viewer");
  await visit(page, "/p/orders/timeline");
  await expect(page.getByText("Changing the plan needs the lead role.")).toBeVisible();
  await page.getByRole("button", { name: "Old orders backfilled and compared" }).click();
  const facts = sheet(page, "Old orders backfilled and compared");
  await expect(facts.getByText("Mei Tanaka")).toBeVisible();
  await expect(facts.getByRole("textbox")).toHaveCount(0);
});

test("two people change one milestone: nothing is lost", async ({ as }) => {
  const [first, second] = [await as("lead"), await as("admin", { complaints: [/409/] })];
  await visit(first, `/p/${project}/timeline`);
  await addPhase(first, "Shared");
  await addMilestone(first, "Shared", "Edited twice", "2031-05-01");
  await visit(second, `/p/${project}/timeline`);
  for (const page of [first, second]) await page.getByRole("button", { name: "Edited twice", exact: true }).click();
  const edit = (page: Page) => sheet(page, "Edited twice");

  await edit(second).getByLabel("Owner").fill("Mine");
  await edit(second).getByLabel("Planned for").fill("2031-05-03");
  await edit(first).getByLabel("Status").selectOption("active");
  await edit(first).getByLabel("Planned for").fill("2031-05-20");
  await edit(first).getByRole("button", { name: "Save milestone" }).click();
  await expect(edit(first)).toBeHidden();

  await edit(second).getByRole("button", { name: "Save milestone" }).click();
  const notice = edit(second).getByRole("alert");
  await expect(notice).toContainText("Lin Chen changed this while you were editing. Look at it, then save again.");
  await expect(notice).toContainText("Taken over: Status.");
  await expect(notice).toContainText("Theirs: 2031-05-20");
  await expect(edit(second).getByLabel("Owner")).toHaveValue("Mine");
  await expect(edit(second).getByLabel("Planned for")).toHaveValue("2031-05-03");
  await notice.getByRole("button", { name: "Take theirs" }).click();
  await edit(second).getByRole("button", { name: "Save milestone" }).click();
  await expect(edit(second)).toBeHidden();

  const row = first.getByRole("row").filter({ hasText: "Edited twice" });
  await expect(row).toContainText("Mine");
  await expect(row).toContainText("active");
  await expect(row).toContainText("+19 d");
});

async function addRisk(page: Page, hypothesis: string, likelihood: string, impact: string): Promise<void> {
  await page.getByRole("button", { name: "New risk" }).first().click();
  const form = sheet(page, "New risk");
  await form.getByLabel("Risk").fill(hypothesis);
  const now = form.getByRole("group", { name: "Now" });
  await now.getByLabel("Likelihood").selectOption(likelihood);
  await now.getByLabel("Impact").selectOption(impact);
  await form.getByRole("button", { name: "Add risk" }).click();
  await expect(form).toBeHidden();
}

test("risks are made, found by the grid, changed and closed", async ({ as }) => {
  const page = await as("lead");
  await visit(page, `/p/${project}/risks`);
  await addRisk(page, "A write is lost", "4", "5");
  await addRisk(page, "A list is slow", "2", "2");
  // Below the heads, which are buttons too.
  const list = page.getByRole("main").getByRole("table").getByRole("rowgroup").last();
  await expect(list.getByRole("button")).toHaveText(["A write is lost", "A list is slow"]);

  await page.getByRole("button", { name: "Likelihood 2, impact 2: 1 risk" }).click();
  await expect(page).toHaveURL(/cell=/);
  await expect(list.getByRole("button")).toHaveText(["A list is slow"]);
  await visit(page, page.url());
  await expect(page.getByRole("heading", { name: "1 of 2 risks" })).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(list.getByRole("button")).toHaveCount(2);

  const grid = page.getByRole("group", { name: "Impact over likelihood: choose a cell to filter the list" });
  await grid.getByRole("button", { name: "Likelihood 2, impact 2: 1 risk" }).focus();
  await page.keyboard.press("ArrowUp");
  await expect(grid.getByRole("button", { name: "Likelihood 2, impact 3: 0 risks" })).toBeFocused();

  await list.getByRole("button", { name: "A list is slow" }).click();
  const edit = page.getByRole("dialog");
  await edit.getByLabel("Mitigation").fill("An index by user");
  await edit.getByRole("button", { name: /^Save R-/ }).click();
  await expect(list.getByRole("row").filter({ hasText: "A list is slow" })).toContainText("An index by user");
  await list.getByRole("button", { name: "A list is slow" }).click();
  await edit.getByRole("button", { name: /^Close R-/ }).click();
  await expect(list.getByRole("button")).toHaveText(["A write is lost"]);
});
