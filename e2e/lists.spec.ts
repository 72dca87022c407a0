import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { expect, type Page, test } from "./support/test.ts";

/** What lists show and leave out, and sheets that can be handed on by their address. */

let project: string;
test.beforeAll(async () => {
  project = await newProject();
});

const sheet = (page: Page, name: string) => page.getByRole("dialog", { name });

test("a module goes out of sight and comes back", async ({ as }) => {
  const page = await as("lead");
  await visit(page, `/p/${project}/m/alpha`);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await sheet(page, "Edit alpha").getByRole("button", { name: "Archive" }).click();
  await expect(page.getByText("Archived on", { exact: false })).toBeVisible();
  await expect(sheet(page, "Edit alpha")).toBeHidden();

  await visit(page, `/p/${project}/board`);
  await expect(page.getByRole("link", { name: "beta", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "alpha", exact: true })).toHaveCount(0);

  await visit(page, `/p/${project}/settings`);
  await page
    .getByRole("row", { name: /First module/ })
    .getByRole("button", { name: "Bring back" })
    .click();
  await expect(page.getByText("Nothing is archived.")).toBeVisible();
});

test("an environment is made, put in its place and taken out of sight", async ({ as }) => {
  const page = await as("admin");
  await visit(page, `/p/${project}/settings`);
  await page.getByRole("button", { name: "New environment" }).click();
  await sheet(page, "New environment").getByLabel("Name").fill("Canary");
  await sheet(page, "New environment").getByRole("button", { name: "Add environment" }).click();
  await page.getByRole("button", { name: "Canary", exact: true }).click();
  await sheet(page, "Canary").getByLabel("Place").selectOption({ label: "after Staging" });
  await sheet(page, "Canary").getByRole("button", { name: "Save environment" }).click();
  const names = page.locator("#environments tbody th");
  await expect(names).toHaveText(["Development", "Staging", "Canary", "Production"]);

  await expect(sheet(page, "Canary")).toBeHidden();
  await page.getByRole("button", { name: "Canary", exact: true }).click();
  await sheet(page, "Canary").getByRole("button", { name: "Archive" }).click();
  await expect(names).toHaveText(["Development", "Staging", "Production"]);
});

test("a sheet can be handed on by its address, and Back closes it", async ({ as }) => {
  const page = await as("admin");
  await visit(page, `/p/${project}/settings`);
  const below = page.url();
  await page.getByRole("button", { name: "Staging", exact: true }).click();
  await expect(sheet(page, "Staging")).toBeVisible();
  const address = page.url();
  expect(new URL(address).searchParams.get("sheet")).toBe("environment.staging");
  await page.goBack();
  await expect(sheet(page, "Staging")).toBeHidden();
  expect(page.url()).toBe(below);
  await page.goForward();
  await expect(sheet(page, "Staging")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet(page, "Staging")).toBeHidden();
  expect(page.url()).toBe(below);

  await visit(page, address);
  await expect(sheet(page, "Staging")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet(page, "Staging")).toBeHidden();
  expect(page.url()).toBe(below);
});
