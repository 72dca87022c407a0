import type { Figure } from "./figure.ts";
import { Lab } from "./lab/lab.ts";
import { ROWS } from "./rows.ts";

export type BenchOptions = {
  /** Scratch folder, removed at the end. */
  home: string;
  /** Names of rows; none is all of them. */
  names: string[];
  quick: boolean;
  /** Put the results into docs/benchmarks.md. */
  write: boolean;
};

/** Prints a line of JSON for every figure. False when a row could not be measured; a goal that is missed is a result. */
export async function bench({ home, names, quick }: BenchOptions): Promise<boolean> {
  const unknown = names.filter((name) => !ROWS.some((row) => row.name === name));
  if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: not among ${ROWS.map(({ name }) => name).join(", ")}.`);
  const lab = new Lab(home, quick);
  const figures: Figure[] = [];
  let whole = true;
  try {
    for (const row of ROWS.filter(({ name }) => names.length === 0 || names.includes(name))) {
      const began = performance.now();
      process.stderr.write(`${row.name}\n`);
      try {
        for (const figure of await row.run(lab)) {
          figures.push(figure);
          process.stdout.write(`${JSON.stringify(figure)}\n`);
        }
      } catch (error) {
        whole = false;
        process.stderr.write(`${row.name}: ${error instanceof Error ? error.stack : error}\n`);
      }
      await lab.clear();
      lab.say(`${Math.round((performance.now() - began) / 1000)} s`);
    }
  } finally {
    await lab.close();
  }
  return whole;
}
