import { writeDocument } from "./document.ts";
import type { Figure } from "./figure.ts";
import { Lab } from "./lab/lab.ts";
import { isBusy, machineNow } from "./machine.ts";
import type { Row } from "./rows/row.ts";
import { type ScaleOptions, scale } from "./rows/scale.ts";
import { PEERS, ROWS } from "./rows.ts";

/** All rows of the large installation. */
const SCALE = "scale";

export type BenchOptions = {
  /** Scratch folder; in one that is kept, a filled database is found again. */
  home: string;
  /** What undoes, at the end or when the run is broken off, what was begun. */
  cleanup: { defer: (undo: () => Promise<void>) => Promise<void> };
  /** Names of rows, `peers` or `scale`; none is all rows. */
  names: string[];
  /** Short and rough. */
  quick: boolean;
  /** Put the results into docs/benchmarks.md. */
  write: boolean;
  scale: ScaleOptions;
};

/** Prints a line of JSON for every figure. False when a row could not be measured; a goal that is missed is a result. */
export async function bench({ home, cleanup, names, quick, write, scale: asked }: BenchOptions): Promise<boolean> {
  const known = [...ROWS, PEERS];
  const all = [...known.map(({ name }) => name), SCALE];
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: not among ${all.join(", ")}.`);
  if (quick && write) throw new Error("A quick run says too little to be written down.");
  const machine = machineNow(asked.base);
  if (isBusy(machine))
    process.stderr.write(`The machine is busy (load ${machine.load.toFixed(1)}): these figures are worth little.\n`);

  const named = known.filter(({ name }) => names.includes(name));
  const chosen = names.length === 0 ? ROWS : [...named, ...(names.includes(SCALE) ? scale(asked) : [])];
  const lab = new Lab(home, quick);
  await cleanup.defer(() => lab.close());
  const measured = new Map<string, Figure[]>();
  for (const row of chosen) {
    const figures = await measure(row, lab);
    if (figures) measured.set(row.name, figures);
  }
  if (write) writeDocument(measured, machine);
  return measured.size === chosen.length;
}

async function measure(row: Row, lab: Lab): Promise<Figure[] | null> {
  const began = performance.now();
  process.stderr.write(`${row.name}\n`);
  try {
    const figures = await row.run(lab);
    for (const figure of figures) process.stdout.write(`${JSON.stringify(figure)}\n`);
    return figures;
  } catch (error) {
    process.stderr.write(`${row.name}: ${error instanceof Error ? error.stack : error}\n`);
    return null;
  } finally {
    await lab.clear();
    lab.say(`${Math.round((performance.now() - began) / 1000)} s`);
  }
}
