import { type Figure, figure } from "../figure.ts";
import type { Build } from "./build.ts";
import type { Ground } from "./ground.ts";

/** One line of the table of what holds in a large installation. */
export type ScaleRow = { name: string; about: string; run: (ground: Ground) => Promise<Figure[]> };

/** In words what an older build came to when it could not do it. */
type Failed = { failed: string };
/** What this build came to, and the other one; null where there is none. */
export type Beside<Measured> = { now: Measured; base: { value: Measured } | Failed | null };

/** One build after the other, so that they do not share the machine. An older build may fail: then that is its figure. */
export async function beside<Measured>(
  { lab, now, base }: Ground,
  measure: (build: Build) => Promise<Measured>,
): Promise<Beside<Measured>> {
  const own = await measure(now);
  if (base === null) return { now: own, base: null };
  const other = await measure(base).then(
    (value) => ({ value }),
    (error: Error) => ({ failed: error.message.split("\n")[0] ?? "failed" }),
  );
  if ("failed" in other) lab.say(`the build before: ${other.failed}`);
  return { now: own, base: other };
}

type Wanted = {
  bench: string;
  unit: string;
  goal: string;
  note?: string;
  /** What the value itself must be. */
  holds?: (value: number) => boolean;
  /** And how much of what the other build came to; it is less than that when that came to nothing. */
  part?: number;
};

/** A figure of what was measured beside another build. */
export function figureOf<Measured>(
  { now, base }: Beside<Measured>,
  of: (measured: Measured) => number,
  { bench, holds = () => true, part, ...wanted }: Wanted,
): Figure {
  const failed = base !== null && "failed" in base;
  const baseline = base && ("failed" in base ? base.failed : of(base.value));
  const judge = (value: number, ratio: number) => {
    if (!holds(value)) return false;
    if (part === undefined || failed) return true;
    return base === null ? null : ratio <= part;
  };
  return figure({ bench: `scale/${bench}`, value: of(now), baseline, ...wanted, holds: judge });
}
