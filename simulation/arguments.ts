import { parseArgs } from "node:util";
import type { Temper } from "./plan.ts";
import { TEMPERS } from "./tempers.ts";

export type Arguments = {
  first: number;
  seeds: number;
  /** Of each seed. */
  steps: number;
  /** Plays seeds for so long instead of so many; null otherwise. */
  seconds: number | null;
  temper: Temper;
  /** The kinds of broken promises that count; null is any. */
  find: string[] | null;
  /** A rule of moves, or another safeguard, that is left out. */
  without: string | undefined;
  /** Leaves out every rule in turn instead. */
  rules: boolean;
  verbose: boolean;
};

export function readArguments(args: string[]): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: "string", default: "1" },
      seeds: { type: "string", default: "1" },
      steps: { type: "string", default: "4000" },
      seconds: { type: "string" },
      temper: { type: "string" },
      find: { type: "string" },
      without: { type: "string" },
      rules: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
    },
  });
  const { temper, find, without, rules, verbose } = values;
  if (temper !== undefined && !TEMPERS[temper]) throw new Error(`--temper: expected one of ${Object.keys(TEMPERS).join(", ")}`);
  return {
    first: whole("seed", values.seed),
    seeds: whole("seeds", values.seeds),
    steps: whole("steps", values.steps),
    seconds: values.seconds === undefined ? null : whole("seconds", values.seconds),
    temper: TEMPERS[temper ?? ""] ?? {},
    find: find?.split(",") ?? null,
    without,
    rules,
    verbose,
  };
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name}: expected a whole number above 0, not “${text}”`);
  return value;
}
