import { median } from "../../statistics.ts";
import { startConsole } from "../product.ts";
import { type Answered, request } from "../request.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";
import { LARGE, SMALL } from "../seed.ts";

const ROUNDS = 20;
const OF_LARGE = `/p/${LARGE}/m/module-0004?environment=production`;
const OF_SMALL = `/p/${SMALL}/m/module-0004?environment=production`;

type Page = { kilobytes: number; firstByteMs: number; beside: number; wholeMs: number };

/** The page of one module, among very many and among ten. */
export const modulePage: ScaleRow = {
  name: "module-page",
  about: "The page of one module.",
  run: async (ground) => {
    const { lab } = ground;
    const measured = await beside(ground, async (build): Promise<Page> => {
      const console = await startConsole(lab, build);
      const [large, small]: [Answered[], Answered[]] = [[], []];
      const [first] = [await request(console, OF_LARGE), await request(console, OF_SMALL)];
      const rounds = lab.quick || first.ms > 2000 ? 3 : ROUNDS;
      for (let round = 0; round < rounds; round += 1) {
        large.push(await request(console, OF_LARGE));
        small.push(await request(console, OF_SMALL));
      }
      await console.end();
      const firstByteMs = median(large.map((page) => page.firstByteMs));
      return {
        kilobytes: Buffer.byteLength(first.body) / 1000,
        firstByteMs,
        beside: firstByteMs / median(small.map((page) => page.firstByteMs)),
        wholeMs: median(large.map(({ ms }) => ms)),
      };
    });
    return [
      figureOf(measured, ({ kilobytes }) => kilobytes, {
        bench: "module-page, HTML",
        unit: "kB",
        goal: "≤ 1/40",
        part: 1 / 40,
      }),
      figureOf(measured, ({ firstByteMs }) => firstByteMs, {
        bench: "module-page, first byte",
        unit: "ms, median",
        goal: "no longer than before",
        part: 1,
        note: `the whole page after ${measured.now.wholeMs.toFixed(0)} ms`,
      }),
      figureOf(measured, (page) => page.beside, {
        bench: "module-page, among many",
        unit: "times the first byte among ten",
        goal: "≤ 1.2",
        holds: (value) => value <= 1.2,
      }),
    ];
  },
};
