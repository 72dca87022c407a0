/** One measured figure, printed as a line of JSON. */
export type Figure = {
  bench: string;
  value: number;
  unit: string;
  /** The same task done bare or by hand, in the same run and the same unit. */
  baseline: number;
  /** value / baseline */
  ratio: number;
  goal: string;
  holds: boolean;
  /** What else was seen, for people. */
  note?: string;
};

type Judged = Omit<Figure, "ratio" | "holds"> & { holds: (value: number, ratio: number) => boolean };

/** Rounds to what can be told apart, and judges what was measured, not what is printed. */
export function figure({ holds, ...measured }: Judged): Figure {
  const { bench, unit, goal, note } = measured;
  const ratio = measured.value / measured.baseline;
  const value = digits(measured.value);
  const baseline = digits(measured.baseline);
  return { bench, value, unit, baseline, ratio: digits(ratio), goal, holds: holds(measured.value, ratio), ...(note && { note }) };
}

/** Four significant digits, and whole above that. */
function digits(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}
