import type { Traffic } from "@/lib/measurements/queries/traffic.ts";

/** One point of a line in percent of the drawing: x from the left, y from the top. */
export type At = { x: number; y: number };

export type Lines = {
  /** Unbroken stretches; minutes without requests are gaps, not zeros. */
  old: At[][];
  new: At[][];
  /** Part the new path answered at the newest point, 0 … 1. */
  newest: number | null;
};

/** Neighbouring points further apart than this belong to different stretches. */
const GAP_SECONDS = 150;

export function linesOf({ from, to, points }: Traffic): Lines {
  const lines: Lines = { old: [], new: [], newest: null };
  let before = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    const total = point.old + point.new;
    if (total === 0 || point.t < from) continue;
    const x = ((point.t - from) / (to - from)) * 100;
    const part = point.new / total;
    if (point.t - before > GAP_SECONDS) {
      lines.old.push([]);
      lines.new.push([]);
    }
    lines.old.at(-1)?.push({ x, y: part * 100 });
    lines.new.at(-1)?.push({ x, y: (1 - part) * 100 });
    lines.newest = part;
    before = point.t;
  }
  return lines;
}
