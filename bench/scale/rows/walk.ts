import { openWindow } from "../browser.ts";
import type { Build } from "../build.ts";
import { freshProject, removeFresh } from "../fresh.ts";
import type { Ground } from "../ground.ts";
import { startConsole, startWorker } from "../product.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";
import { findBad, makeBad, rollBackBad, rollBackProject, WITHIN } from "../walking.ts";

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
        holds: (value) => value < WITHIN.foundMs,
      }),
      figureOf(measured, ({ moduleMs }) => moduleMs, {
        bench: "walk, it goes back",
        unit: "ms from the press to what was stored",
        goal: "< 2,000 ms",
        holds: (value) => value < WITHIN.moduleMs,
      }),
      figureOf(measured, ({ heldMs }) => heldMs, {
        bench: "walk, all is held",
        unit: "ms from the press to what was held",
        goal: "< 1,000 ms",
        holds: (value) => value < WITHIN.heldMs,
      }),
      figureOf(measured, ({ firstStepsS }) => firstStepsS, {
        bench: "walk, all go back",
        unit: "s from the press to the last module looked at",
        goal: "< 20 s",
        holds: (value) => value < WITHIN.firstStepsS,
      }),
    ];
  },
};

async function walked({ lab, sizes }: Ground, build: Build): Promise<Walked> {
  const project = await freshProject(build, sizes);
  await makeBad(build, project);
  const console = await startConsole(lab, build);
  const worker = startWorker(lab, build);
  const { page, close } = await openWindow(lab, console);
  // Once for the compiler: the night is not the first page a console serves.
  await page.goto("/oncall");

  const foundMs = await findBad(page);
  const moduleMs = await rollBackBad(page);
  const { heldMs, firstStepsS } = await rollBackProject(page, project);

  await close();
  await Promise.all([console.end(), worker.end()]);
  await removeFresh(build);
  return { foundMs, moduleMs, heldMs, firstStepsS };
}
