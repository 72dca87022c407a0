import { expect, type Page } from "@playwright/test";

/** The people of the demo. */
export type Role = "viewer" | "operator" | "lead" | "admin";

export const ADDRESSES: Record<Role, string> = {
  viewer: "viewer@demo.local",
  operator: "oncall@demo.local",
  lead: "lead@demo.local",
  admin: "admin@demo.local",
};
export const NAMES: Record<Exclude<Role, "admin">, string> = { viewer: "Vera Novak", operator: "Omar Haddad", lead: "Lin Chen" };
export const PASSWORD = "switchyard";

/** Opens a page and waits until its scripts listen: what is pressed or typed before that is lost. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator("next-route-announcer")).toBeAttached();
}

/** Signs in on the page itself, which leads on to `to`. */
export async function signIn(page: Page, email: string, password: string, to = "/"): Promise<void> {
  await visit(page, to);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}
