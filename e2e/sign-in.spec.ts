import { randomBytes } from "node:crypto";
import { ADDRESSES, PASSWORD, signIn, visit } from "./support/people.ts";
import { expect, type Page, test } from "./support/test.ts";

/** The way in: what a failure says, and where it leads. */

/** Failures count per address, so every journey comes from one of its own. */
const elsewhere = () => ({ extraHTTPHeaders: { "x-forwarded-for": `e2e-${randomBytes(6).toString("hex")}` } });

async function attempt(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("a wrong password is told from too many attempts", async ({ open }) => {
  const page = await open({ ...elsewhere(), complaints: [/401/, /429/] });
  await visit(page, "/sign-in");
  for (let count = 1; count <= 5; count += 1) {
    const answered = page.waitForResponse((response) => response.url().includes("callback/credentials"));
    await attempt(page, "nobody@demo.local", "not this one");
    expect((await answered).status()).toBe(401);
    await expect(page.getByRole("alert").filter({ hasText: "Address and password do not belong together." })).toBeVisible();
  }
  await attempt(page, "nobody@demo.local", "not this one");
  await expect(page.getByRole("alert").filter({ hasText: "Too many attempts. Waiting protects the account" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Wait \d+ (s|min)$/ })).toBeDisabled();
});

test("signing in leads on to the page that was asked for", async ({ open }) => {
  const page = await open();
  await signIn(page, ADDRESSES.viewer, PASSWORD, "/p/orders/board?owner=Payment+services");
  await expect(page).toHaveURL(/\/p\/orders\/board\?owner=Payment\+services$/);
  await expect(page.getByRole("main").getByRole("link", { name: "payments", exact: true })).toBeVisible();
});

test("no address leads from here to another site", async ({ open }) => {
  const page = await open();
  for (const target of ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]) {
    await visit(page, `/sign-in?to=${encodeURIComponent(target)}`);
    await attempt(page, ADDRESSES.viewer, PASSWORD);
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    expect(new URL(page.url()).origin).toBe(new URL(test.info().project.use.baseURL ?? "").origin);
  }
});

test("no password gets into an address, even before any script has run", async ({ open }) => {
  const page = await open({ javaScriptEnabled: false, complaints: [/./] });
  await page.goto("/sign-in");
  await attempt(page, ADDRESSES.viewer, "a secret of mine");
  await page.waitForLoadState();
  expect(page.url()).not.toContain("secret");
});

test("signing out ends it, in every page that is open", async ({ open }) => {
  const page = await open();
  await signIn(page, ADDRESSES.viewer, PASSWORD, "/p/orders");
  await page.getByRole("button", { name: /preferences and sign-out$/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await visit(page, "/p/orders/board");
  await expect(page).toHaveURL(/\/sign-in\?/);
});
