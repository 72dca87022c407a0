import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { expect, test } from "./support/test.ts";

/** What the owner of a service does on the module's own page: takes a token and a snippet, runs it, and is seen. */

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..");
/** Where the tests of the stock clients put Python's, where its registry is reached. */
const PYTHON = join(ROOT, "build/clients/python/bin/python");

test("the owner of a service makes a token, runs the snippets as they are, and sees who read", async ({ as }) => {
  const project = await newProject();
  const page = await as("admin");
  await visit(page, `/p/${project}/m/alpha?tab=snippet`);
  const connect = page.getByRole("region", { name: "Connect a service" });
  const others = page.getByRole("region", { name: "Other readers and senders" });
  await expect(others.getByText("Nobody in", { exact: false })).toBeVisible();

  await connect.getByRole("button", { name: "Make a token" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("checkout-web");
  await page.getByRole("button", { name: "Make token" }).click();
  const SWITCHYARD_TOKEN = await page.getByRole("dialog", { name: "Token checkout-web" }).getByRole("textbox").inputValue();
  await page.getByRole("button", { name: "I have kept it" }).click();

  const code = async (way: string) => {
    await connect.getByText(way, { exact: true }).click();
    return (await connect.locator("details[open]").getByRole("region", { name: "code" }).last().textContent()) ?? "";
  };
  const env = { ...process.env, SWITCHYARD_TOKEN };
  // Inside the repository, where Node finds the provider.
  const folder = mkdtempSync(join(ROOT, "build/owner-"));
  try {
    const curl = await code("Any language, over OpenFeature's OFREP");
    await expect
      .poll(async () => (await run("bash", ["-c", curl], { env })).stdout)
      .toContain('"key":"alpha.route","reason":"STATIC","value":"old"');
    await expect(others.getByText("Token checkout-web read alpha.route", { exact: false })).toBeVisible();
    await connect.getByText("Any language, over OpenFeature's OFREP", { exact: true }).click();

    writeFileSync(join(folder, "read.mjs"), `${await code("Node, over OpenFeature")}\nprocess.exit();\n`);
    expect((await run(process.execPath, [join(folder, "read.mjs")], { env })).stdout).toBe("old\n");
    await connect.getByText("Node, over OpenFeature", { exact: true }).click();

    const python = await code("Python, over OpenFeature");
    if (existsSync(PYTHON)) {
      writeFileSync(join(folder, "read.py"), python);
      expect((await run(PYTHON, [join(folder, "read.py")], { env })).stdout).toBe("old\n");
    } else test.info().annotations.push({ type: "skipped", description: "Python's provider is not installed here" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("help leads from any page to the reference, which has the project's own keys and needs no script", async ({ as }) => {
  const page = await as("lead");
  await visit(page, "/p/orders/board");
  await page.getByRole("link", { name: "Help", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "Help and documents" })).toBeVisible();
  await page.getByRole("link", { name: "How much may a service send?" }).click();
  await expect(page.getByRole("cell", { name: "flag reads of one token" })).toBeVisible();
  await page.getByRole("link", { name: "What changed" }).click();
  await expect(page.getByRole("heading", { name: "Unreleased" })).toBeVisible();

  await page.getByRole("link", { name: "API reference" }).click();
  await page.getByRole("searchbox", { name: "Search calls" }).fill("move a switch to a share");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=move/);
  await page.getByRole("link", { name: "Move a switch to a share of a position" }).click();
  const line = page.getByText(/^curl -s -X POST/);
  await expect(line).toContainText(/\/api\/v1\/projects\/orders\/environments\/production\/switches\/[a-z-]+\.route\/changes/);
  await expect(page.getByRole("row", { name: /^expectedVersion \*/ })).toBeVisible();
  await page.getByRole("link", { name: "Back to the console" }).click();
  await expect(page).toHaveURL(/\/p\/orders$/);
});
