import { rmSync } from "node:fs";
import { createClient } from "../sdk/index.ts";
import { visit } from "./support/people.ts";
import { homeFolder, type Product, start, stop } from "./support/product.ts";
import { expect, test } from "./support/test.ts";

/** From an installation in which there is nothing to a first move with a real service, by nothing but its pages. */

const HOME = homeFolder("first-hour");
let product: Product;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  rmSync(HOME, { recursive: true, force: true });
  product = await start({ home: HOME, env: { SWITCHYARD_DEMO: "off" } });
});
test.afterAll(async () => {
  await stop(product);
  rmSync(HOME, { recursive: true, force: true });
});

test("the first admin makes a project with its modules, connects a service, and moves a first switch", async ({ open }) => {
  const page = await open({ complaints: [/409/] });
  await visit(page, product.url);
  const hint = page.getByText("This server has no admin yet.", { exact: false });
  await expect(hint).toBeVisible();

  const link = product.lines.join("\n").match(/http\S+\/setup#\S+/)?.[0] ?? "";
  expect(await page.content()).not.toContain(link.split("#")[1]);
  await visit(page, link);
  await page.getByLabel("Name, as others see it").fill("Ada");
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.getByLabel("Password").fill("a password of mine");
  await page.getByRole("button", { name: "Start" }).click();

  await expect(page.getByRole("heading", { name: "New project" })).toBeVisible();
  await page.getByLabel("Name").fill("Web shop");
  await expect(page.getByLabel("Key")).toHaveValue("web-shop");
  await page.getByLabel("Goal").fill("The monolith is off by July");
  const create = page.getByRole("button", { name: "Create project" });
  await page.getByLabel("Modules").fill("orders,Orders,Wei Chen\nStock");
  await expect(page.getByText("“Stock” is no key", { exact: false })).toBeVisible();
  await expect(create).toBeDisabled();
  await page.getByLabel("Modules").fill("orders,Orders,Wei Chen");
  await create.click();

  await expect(page).toHaveURL(/\/p\/web-shop$/);
  await expect(page.getByRole("main").getByRole("link", { name: "orders", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Register modules" }).click();
  const sheet = page.getByRole("dialog", { name: "Register modules" });
  await sheet.getByLabel("Modules").fill("stock\norders");
  await sheet.getByRole("button", { name: "Register 2 modules" }).click();
  await expect(sheet.getByText("The project has a module orders already.")).toBeVisible();
  await sheet.getByLabel("Modules").fill("stock");
  await sheet.getByRole("button", { name: "Register one module" }).click();
  await expect(sheet).toBeHidden();
  await page.getByRole("main").getByRole("link", { name: "stock", exact: true }).click();

  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const edit = page.getByRole("dialog", { name: "Edit stock" });
  await edit.getByLabel("Owner").fill("Priya Nair");
  await edit.getByRole("button", { name: "Save module" }).click();
  await expect(edit).toBeHidden();
  await expect(page.getByText("stock, Priya Nair")).toBeVisible();

  await page.getByRole("link", { name: "Overview" }).first().click();
  const steps = page.getByRole("region", { name: "First steps" });
  await expect(steps.getByText("2 modules are registered.")).toBeVisible();
  await expect(steps.getByText("Waiting for the first read by a service…")).toBeVisible();
  await steps.getByRole("button", { name: "Make a token" }).click();
  const tokenSheet = page.getByRole("dialog");
  await tokenSheet.getByLabel("Name").fill("shop");
  await tokenSheet.getByRole("button", { name: "Make token" }).click();
  const token = await page.getByRole("dialog", { name: "Token shop" }).getByRole("textbox").inputValue();
  await tokenSheet.getByRole("button", { name: "I have kept it" }).click();

  await steps.getByText("Any language, over OpenFeature's OFREP").click();
  const line = (await steps.locator("details[open] pre").textContent()) ?? "";
  const [, flag = ""] = /(http\S+)/.exec(line) ?? [];
  const read = () =>
    fetch(flag, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: /'(\{.*\})'/.exec(line)?.[1] ?? "",
    });
  await expect.poll(async () => (await read()).status).toBe(200);
  await expect(steps.getByText(/^Token shop read (orders|stock)\.route/)).toBeVisible({ timeout: 30_000 });

  const client = createClient({ url: new URL(flag).origin, token, service: "shop", instance: "shop-1" });
  expect(await client.ready()).toBe(true);
  await expect(steps.getByText("Connected by the SDK: shop shop-1")).toBeVisible({ timeout: 30_000 });

  await steps.getByRole("link", { name: "To the board" }).click();
  await page.getByRole("main").getByRole("link", { name: "stock", exact: true }).click();
  await page.getByRole("button", { name: "Propose" }).click();
  const review = page.getByRole("group", { name: "Review of stock route" });
  await review.getByRole("button", { name: "5", exact: true }).click();
  await review.getByLabel("Reason, kept in the audit log").fill("the first of many");
  await review.getByRole("button", { name: /^Raise stock route/ }).click();
  await expect(page.getByRole("img", { name: /^stock route: New 5\s%$/ })).toBeVisible();
  await expect.poll(() => client.position("stock.route", { targetingKey: "user-1" }, "old")).toMatch(/old|new/);
  await client.close();
  await page.getByRole("link", { name: "Overview" }).first().click();
  await expect(page.getByRole("heading", { name: "Next milestones" })).toBeVisible();
  await expect(steps).toBeHidden();

  const stranger = await open();
  await visit(stranger, product.url);
  await expect(stranger.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(stranger.getByText("This server has no admin yet.", { exact: false })).toHaveCount(0);
});
