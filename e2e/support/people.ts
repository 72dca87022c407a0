import type { Page } from "@playwright/test";

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

/** Signs in on the page itself, which leads on to `to`. */
export async function signIn(page: Page, email: string, password: string, to = "/"): Promise<void> {
  await page.goto(to);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}
