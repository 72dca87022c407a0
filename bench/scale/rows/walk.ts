import type { Page } from "@playwright/test";
import { fillHistory } from "../../lab/history.ts";
import { query } from "../../lab/query.ts";
import { openBoard, openWindow } from "../browser.ts";
import type { Build } from "../build.ts";
import { freshProject, removeFresh } from "../fresh.ts";
import type { Ground } from "../ground.ts";
import { startConsole, startWorker } from "../product.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";

/** Every request of the new path of this module fails. */
const BAD = "module-0007";
/** Health is judged by the last five minutes. */
const FRESH_S = 360;

type Walked = { foundMs: number; moduleMs: number; heldMs: number; firstStepsS: number };

/** Somebody on call finds the bad module among all, takes it back, and then the whole project. */
export const walk: ScaleRow = {
  name: "walk",
  about: "On call in a browser: the bad module is found, taken back, and then the project.",
  run: async (ground) => {
    const measured = await beside(ground, (build) => walked(ground, build));
    return [
      figureOf(measured, ({ foundMs }) => foundMs, {
        bench: "walk, the bad module is named",
        unit: "ms from opening the page",
        goal: "< 2,000 ms",
        holds: (value) => value < 2000,
      }),
      figureOf(measured, ({ moduleMs }) => moduleMs, {
        bench: "walk, it goes back",
        unit: "ms from the press to what was stored",
        goal: "< 2,000 ms",
        holds: (value) => value < 2000,
      }),
      figureOf(measured, ({ heldMs }) => heldMs, {
        bench: "walk, all is held",
        unit: "ms from the press to what was held",
        goal: "< 1,000 ms",
        holds: (value) => value < 1000,
      }),
      figureOf(measured, ({ firstStepsS }) => firstStepsS, {
        bench: "walk, all go back",
        unit: "s from the press to the last module looked at",
        goal: "< 20 s",
        holds: (value) => value < 20,
      }),
    ];
  },
};

async function walked({ lab, sizes }: Ground, build: Build): Promise<Walked> {
  const project = await freshProject(build, sizes);
  await fillHistory(build.url, "production", Math.floor(Date.now() / 1000), { hours: 0, minutes: FRESH_S, tens: FRESH_S });
  await query(build.url, FAILING, [project, BAD]);
  const console = await startConsole(lab, build);
  const worker = startWorker(lab, build);
  const { page, close } = await openWindow(lab, console);
  // Once for the compiler: the night is not the first page a console serves.
  await page.goto("/oncall");

  const foundMs = await timed(async () => {
    await page.goto("/oncall");
    await page.getByRole("heading", { level: 1, name: BAD }).waitFor();
  });
  await page
    .getByRole("link", { name: `Roll back ${BAD}` })
    .first()
    .click();
  const button = page.getByRole("button", { name: new RegExp(`^Roll back ${BAD}`) });
  await armed(page, button);
  const moduleMs = await timed(async () => {
    await button.click();
    await page.getByRole("heading", { name: `Stored for ${BAD}` }).waitFor();
  });

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
  const firstStepsS = (performance.now() - pressed) / 1000;

  await close();
  await Promise.all([console.end(), worker.end()]);
  await removeFresh(build);
  return { foundMs, moduleMs, heldMs, firstStepsS };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** A button takes presses a moment after it appeared: one that comes at once is meant for what was there before. */
async function armed(page: Page, button: ReturnType<Page["getByRole"]>): Promise<void> {
  const element = await button.elementHandle();
  await page.waitForFunction((of) => of instanceof HTMLElement && getComputedStyle(of).pointerEvents === "auto", element);
}

const FAILING = `
  UPDATE measurements_10s w SET errors = count / 2
  FROM measurement_series s JOIN modules m ON m.id = s.module_id JOIN projects p ON p.id = m.project_id
  WHERE s.id = w.series_id AND s.path = 'new' AND p.key = $1 AND m.key = $2 AND w.at > now() - interval '10 minutes'`;
