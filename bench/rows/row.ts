import type { Figure } from "../figure.ts";
import type { Lab } from "../lab/lab.ts";

/** One line of the table of what is promised. */
export type Row = {
  name: string;
  /** What is measured, and against what; for docs/benchmarks.md. */
  about: string;
  run: (lab: Lab) => Promise<Figure[]>;
};
