import { openWindow } from "../browser.ts";
import { costOf, startConsole } from "../product.ts";
import { request } from "../request.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";

type Seen = { cpuS: number; kilobytes: number };

/** The on-call page in one tab that somebody leaves open. */
export const onCall: ScaleRow = {
  name: "on-call",
  about: "The on-call page, open in one tab.",
  run: async (ground) => {
    const { lab } = ground;
    const seconds = lab.quick ? 6 : 60;
    const measured = await beside(ground, async (build): Promise<Seen> => {
      const console = await startConsole(lab, build);
      const { wireBytes } = await request(console, "/oncall");
      const { page, close } = await openWindow(lab, console);
      await page.goto("/oncall");
      await page.locator("main, [data-live=body]").first().waitFor();
      const cpuS = await costOf(console, () => new Promise((over) => setTimeout(over, seconds * 1000)));
      await close();
      await console.end();
      return { cpuS: (cpuS * 60) / seconds, kilobytes: wireBytes / 1000 };
    });
    return [
      figureOf(measured, ({ cpuS }) => cpuS, {
        bench: "on-call, cost",
        unit: "s of the console's CPU a tab and minute",
        goal: "≤ 1/20",
        part: 1 / 20,
      }),
      figureOf(measured, ({ kilobytes }) => kilobytes, {
        bench: "on-call, bytes",
        unit: "kB of the page on the wire, compressed",
        goal: "< 15 kB",
        holds: (value) => value < 15,
      }),
    ];
  },
};
