import { type Console, costOf, startConsole } from "../product.ts";
import { Refused, request } from "../request.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";
import { LARGE } from "../seed.ts";

const PLACE = `/api/v1/projects/${LARGE}/environments/production`;
const ROUNDS = 20;

type List = { kilobytes: number; wireKilobytes: number; cpuMs: number };

/** What a console asks to show where all switches stand. */
export const switchList: ScaleRow = {
  name: "switch-list",
  about: "Where all switches stand, as a console asks for it.",
  run: async (ground) => {
    const { lab } = ground;
    const measured = await beside(ground, async (build): Promise<List> => {
      const console = await startConsole(lab, build);
      const path = await pathOf(console);
      const first = await request(console, PLACE + path);
      // What takes seconds need not be asked often; what does not is asked first for the compiler.
      const rounds = lab.quick || first.ms > 2000 ? 2 : ROUNDS;
      for (let round = 0; round < rounds; round += 1) await request(console, PLACE + path);
      const seconds = await costOf(console, async () => {
        for (let round = 0; round < rounds; round += 1) await request(console, PLACE + path);
      });
      await console.end();
      const kilobytes = Buffer.byteLength(first.body) / 1000;
      return { kilobytes, wireKilobytes: first.wireBytes / 1000, cpuMs: (seconds * 1000) / rounds };
    });
    return [
      figureOf(measured, ({ kilobytes }) => kilobytes, {
        bench: "switch-list, bytes",
        unit: "kB",
        goal: "≤ 1/50",
        part: 1 / 50,
      }),
      figureOf(measured, ({ wireKilobytes }) => wireKilobytes, {
        bench: "switch-list, compressed",
        unit: "kB on the wire",
        goal: "< 150 kB",
        holds: (value) => value < 150,
      }),
      figureOf(measured, ({ cpuMs }) => cpuMs, {
        bench: "switch-list, cost",
        unit: "ms of the console's CPU",
        goal: "≤ 1/20",
        part: 1 / 20,
      }),
    ];
  },
};

/** What the console of that build asks for; those before asked for more. */
async function pathOf(console: Console): Promise<string> {
  for (const path of ["/standings/brief", "/standings"]) if (await answers(() => request(console, PLACE + path))) return path;
  return "/switches";
}

/** False when there is no such thing. */
function answers(ask: () => Promise<unknown>): Promise<boolean> {
  return ask().then(
    () => true,
    (error) => {
      if (error instanceof Refused && error.status === 404) return false;
      throw error;
    },
  );
}
