import { type Frame, MIN_SAMPLES_FOR_P99, type Row, type Side } from "./data.ts";

/** How far back a chart looks, and how much time one point stands for. Both in seconds. */

export const RANGES = { "15m": 900, "1h": 3600, "3h": 10_800, "24h": 86_400, "7d": 604_800 } as const;
export type Range = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as Range[];

/** All are multiples of the stored windows: 10 s for six hours, one minute for a week, then hours. */
const STEPS = [10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600];
const DEFAULT_STEP: Record<Range, number> = { "15m": 30, "1h": 60, "3h": 120, "24h": 600, "7d": 3600 };
export const MAX_POINTS = 600;
const MIN_POINTS = 3;

export function isRange(value: unknown): value is Range {
  return typeof value === "string" && Object.hasOwn(RANGES, value);
}

export function defaultStep(range: Range): number {
  return DEFAULT_STEP[range];
}

/** Steps a range may be shown in, finest first: never more than 600 points, never fewer than three. */
export function stepsOf(range: Range): number[] {
  const seconds = RANGES[range];
  return STEPS.filter((step) => step >= DEFAULT_STEP[range] && seconds / step <= MAX_POINTS && seconds / step >= MIN_POINTS);
}

/** The finest coarser step at which half the points of every thin side would have enough samples for p99; null if none. */
export function stepForP99(rows: readonly Row[], sides: readonly Side[], { step }: Frame, range: Range): number | null {
  const needed = sides.map(
    (side) => (step * MIN_SAMPLES_FOR_P99) / Math.max(median(rows.flatMap((row) => row[side]?.count ?? [])), 1),
  );
  const wanted = Math.max(step, ...needed);
  return stepsOf(range).find((candidate) => candidate > step && candidate >= wanted) ?? null;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
