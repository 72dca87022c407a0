import type { Locator, Page } from "@playwright/test";
import { fillHistory } from "../lab/history.ts";
import { query } from "../lab/query.ts";
import { openBoard } from "./browser.ts";
import type { Build } from "./build.ts";

/** What somebody on call does in a large installation, step by step, each with the time it took. */

/** Every second request of the new path of this module fails. */
export const BAD = "module-0007";
/** Health is judged by the last five minutes. */
const FRESH_S = 360;

/** How long each step may take. */
export const WITHIN = { foundMs: 2000, moduleMs: 2000, heldMs: 1000, firstStepsS: 20 };

/** Gives every module of production fresh measurements, and those of the bad one in the project errors. */
export async function makeBad({ url }: Build, project: string): Promise<void> {
  await fillHistory(url, "production", Math.floor(Date.now() / 1000), { hours: 0, minutes: FRESH_S, tens: FRESH_S });
  await query(url, FAILING, [project, BAD]);
}

const FAILING = `
  UPDATE measurements_10s w SET errors = count / 2
  FROM measurement_series s JOIN modules m ON m.id = s.module_id JOIN projects p ON p.id = m.project_id
  WHERE s.id = w.series_id AND s.path = 'new' AND p.key = $1 AND m.key = $2 AND w.at > now() - interval '10 minutes'`;

/** From opening the page until it names the bad module, in milliseconds. */
export function findBad(page: Page): Promise<number> {
  return timed(async () => {
    await page.goto("/oncall");
    await page.getByRole("heading", { level: 1, name: BAD }).waitFor();
  });
}

/** Takes back what the page names; milliseconds from the press until it says what was stored. */
export async function rollBackBad(page: Page): Promise<number> {
  await page
    .getByRole("link", { name: `Roll back ${BAD}` })
    .first()
    .click();
  const button = page.getByRole("button", { name: new RegExp(`^Roll back ${BAD}`) });
  await armed(page, button);
  return timed(async () => {
    await button.click();
    await page.getByRole("heading", { name: `Stored for ${BAD}` }).waitFor();
  });
}

/** Takes every module back; from the press until all is held, and until the last module was looked at. */
export async function rollBackProject(page: Page, project: string): Promise<{ heldMs: number; firstStepsS: number }> {
  await openBoard(page, project);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "A page, a module or an act" }).fill("every module");
  await page.getByRole("option", { name: /^Roll back every module/ }).waitFor();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("textbox").fill(project);
  const confirm = sheet.getByRole("button", { name: /^Roll back/ });
  await armed(page, confirm);
  const pressed = performance.now();
  const heldMs = await timed(async () => {
    await confirm.click();
    await sheet.getByText(/switch(es)? held/).waitFor();
  });
  await sheet.getByText(/^(\d[\d,]*) of \1 modules looked at/).waitFor({ timeout: 120_000 });
  return { heldMs, firstStepsS: (performance.now() - pressed) / 1000 };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** A button takes presses a moment after it appeared: one that comes at once is meant for what was there before. */
async function armed(page: Page, button: Locator): Promise<void> {
  const element = await button.elementHandle();
  await page.waitForFunction((of) => of instanceof HTMLElement && getComputedStyle(of).pointerEvents === "auto", element);
}
