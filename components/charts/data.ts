/** From measured points to what a chart draws. Pure: times are epoch seconds, durations seconds, rates 0 … 1. */

export type Point = { t: number; count: number; errors: number; p50: number | null; p99: number | null };
export type Side = "old" | "new";
export type Series = Record<Side, readonly Point[]>;

/** What is shown: `step` seconds a point, from `from` to `to`. */
export type Frame = { from: number; to: number; step: number };

export type Sample = { count: number; errors: number; rate: number; p50: number | null; p99: number | null };
/** One step of the axis; `x` is its middle. A side without samples is null, never zero. */
export type Row = { t: number; x: number; old: Sample | null; new: Sample | null };

/** A stretch in which neither side has samples, and which ends of it are those of what is shown. */
export type Gap = { from: number; to: number; at: "start" | "between" | "end" };

/** Fewer samples than this say nothing of the slowest hundredth. */
export const MIN_SAMPLES_FOR_P99 = 200;
const SHORTEST_GAP_SECONDS = 30;

/**
 * One row a measured step in order of time; missing steps leave one row of nulls, so that lines break there. The
 * present step counts from its middle on: before, a few samples would jump about at the end of the line.
 */
export function rowsOf(series: Series, { from, to, step }: Frame): Row[] {
  const rows = new Map<number, Row>();
  for (const side of ["old", "new"] as const) {
    for (const point of series[side]) {
      if (point.t + step <= from || point.t + step / 2 > to) continue;
      const row = rows.get(point.t) ?? emptyRow(point.t, step);
      row[side] = sampleOf(point);
      rows.set(point.t, row);
    }
  }
  const measured = [...rows.values()].sort((a, b) => a.t - b.t);
  return measured.flatMap((row, i) => {
    const before = measured[i - 1];
    return before && row.t - before.t > 1.5 * step ? [emptyRow(before.t + step, step), row] : [row];
  });
}

function emptyRow(t: number, step: number): Row {
  return { t, x: t + step / 2, old: null, new: null };
}

function sampleOf({ count, errors, p50, p99 }: Point): Sample | null {
  if (count === 0) return null;
  return { count, errors, rate: errors / count, p50, p99: count < MIN_SAMPLES_FOR_P99 ? null : p99 };
}

export function isMeasured(row: Row): boolean {
  return row.old !== null || row.new !== null;
}

/** Stretches without any samples: missing is shown, not guessed. */
export function gapsOf(rows: readonly Row[], frame: Frame): Gap[] {
  const { from, to, step } = frame;
  const measured = rows.filter(isMeasured);
  const first = measured[0];
  const last = measured.at(-1);
  if (!first || !last) return [];
  const gaps: Gap[] = [];
  if (first.t - from >= 2 * shortestGap(step)) gaps.push({ from, to: first.t, at: "start" });
  for (const [i, row] of measured.entries()) {
    const next = measured[i + 1];
    const end = row.t + step;
    if (next && next.t - end >= shortestGap(step)) gaps.push({ from: end, to: next.t, at: "between" });
  }
  if (isOver(last, frame)) gaps.push({ from: last.t + step, to, at: "end" });
  return gaps;
}

/** Nothing came after a step, and not because the next one is still filling. */
export function isOver({ t }: Row, { to, step }: Frame): boolean {
  return to - t - step >= 2 * shortestGap(step);
}

function shortestGap(step: number): number {
  return Math.max(step, SHORTEST_GAP_SECONDS);
}

/** The newest sample of a side for which `read` has a value. */
export function latest(rows: readonly Row[], side: Side, read: (sample: Sample) => number | null): number | null {
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const sample = rows[i]?.[side];
    const value = sample ? read(sample) : null;
    if (value !== null) return value;
  }
  return null;
}

/** Errors over all samples of a side; null without samples. */
export function errorRate(rows: readonly Row[], side: Side): number | null {
  let count = 0;
  let errors = 0;
  for (const row of rows) {
    count += row[side]?.count ?? 0;
    errors += row[side]?.errors ?? 0;
  }
  return count === 0 ? null : errors / count;
}

/** Sides whose p99 is hidden at most points because too few samples fall on one. */
export function thinSides(rows: readonly Row[]): Side[] {
  return (["old", "new"] as const).filter((side) => {
    const samples = rows.flatMap((row) => row[side] ?? []);
    const thin = samples.filter((sample) => sample.count < MIN_SAMPLES_FOR_P99);
    return thin.length > samples.length / 2;
  });
}

/** Points whose lines would be invisible: both neighbours are missing. */
export function isIsolated(values: readonly (number | null)[], index: number): boolean {
  return values[index] !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
}
