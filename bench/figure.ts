/** One measured figure, printed as a line of JSON. */
export type Figure = {
  bench: string;
  value: number;
  unit: string;
  /**
   * The same task done bare, by hand or by another build, in the same run and the same unit; in words when that could
   * not do it, null when there was none.
   */
  baseline: number | string | null;
  /** value / baseline; null where that is no number. */
  ratio: number | null;
  goal: string;
  /** Null where the goal is a ratio and there is nothing to compare with. */
  holds: boolean | null;
  /** What else was seen, for people. */
  note?: string;
};

type Judged = Omit<Figure, "ratio" | "holds"> & { holds: (value: number, ratio: number) => boolean | null };

/** Rounds to what can be told apart, and judges what was measured, not what is printed. */
export function figure({ holds, ...measured }: Judged): Figure {
  const { bench, unit, goal, note } = measured;
  const isNumber = typeof measured.baseline === "number";
  const ratio = isNumber ? measured.value / Number(measured.baseline) : Number.NaN;
  const value = digits(measured.value);
  const baseline = isNumber ? digits(Number(measured.baseline)) : measured.baseline;
  const judged = { ratio: isNumber ? digits(ratio) : null, goal, holds: holds(measured.value, ratio) };
  return { bench, value, unit, baseline, ...judged, ...(note && { note }) };
}

/** Four significant digits, and whole above that. */
function digits(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}
