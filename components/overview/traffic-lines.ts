import type { Traffic } from "@/lib/measurements/queries/traffic.ts";

/** One point of a line in percent of the drawing: x from the left, y from the top. */
export type At = { x: number; y: number };

export type Lines = {
  /** Unbroken stretches; minutes without requests are gaps, not zeros. */
  old: At[][];
  new: At[][];
  /** Stretches in which nobody was answered, in percent of the width. */
  gaps: { from: number; to: number }[];
  /** Part the new path answered at the newest point, 0 … 1. */
  newest: number | null;
  /** When that was, in seconds, where it is not the present. */
  endedAt: number | null;
};

/** Neighbouring points further apart than this belong to different stretches. */
const GAP_SECONDS = 150;

export function linesOf({ from, to, points }: Traffic): Lines {
  const lines: Lines = { old: [], new: [], gaps: [], newest: null, endedAt: null };
  const xOf = (t: number) => ((t - from) / (to - from)) * 100;
  let before: number | null = null;
  for (const point of points) {
    const total = point.old + point.new;
    if (total === 0 || point.t < from) continue;
    const x = xOf(point.t);
    const part = point.new / total;
    const apart = point.t - (before ?? from) > GAP_SECONDS;
    if (apart) lines.gaps.push({ from: xOf(before ?? from), to: x });
    if (apart || before === null) {
      lines.old.push([]);
      lines.new.push([]);
    }
    lines.old.at(-1)?.push({ x, y: part * 100 });
    lines.new.at(-1)?.push({ x, y: (1 - part) * 100 });
    lines.newest = part;
    before = point.t;
  }
  if (before !== null && to - before > GAP_SECONDS) {
    lines.gaps.push({ from: xOf(before), to: 100 });
    lines.endedAt = before;
  }
  return lines;
}
