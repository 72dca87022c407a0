import { MIN_SAMPLES_FOR_P99, type Row, type Sample, type Side } from "./data.ts";
import { grouped, percent, percentFigure, seconds, signedPercentFigure, tickSeconds, times } from "./format.ts";
import { type Axis, balancedAxis, logAxis, zeroAxis } from "./scale.ts";

/** What the two charts show in each view: lines, axis, and how a value reads. Pure. */

export const VIEWS = ["absolute", "ratio", "count"] as const;
export type View = (typeof VIEWS)[number];

export type LineSpec = {
  id: string;
  side: Side;
  thin: boolean;
  read: (row: Row) => number | null;
  /** The value at the end of the line, with what it is where that is not plain. */
  text: (value: number) => string;
};
export type Metric = {
  log: boolean;
  axis: Axis;
  lines: LineSpec[];
  tick: (value: number) => string;
  /** A dotted reference with its meaning. */
  limit: { value: number; label: "equal" | "enough" } | null;
};

const SIDES = ["old", "new"] as const;

export function metricsOf(view: View, rows: readonly Row[]): { upper: Metric; lower: Metric } {
  if (view === "ratio") return { upper: latencyRatio(rows), lower: errorDifference(rows) };
  if (view === "count") return { upper: samples(rows), lower: errors(rows) };
  return { upper: latency(rows), lower: errorRates(rows) };
}

function latency(rows: readonly Row[]): Metric {
  const lines = (["p99", "p50"] as const).flatMap((quantile) =>
    SIDES.map((side) => line(side, quantile, quantile === "p50", (sample) => sample[quantile], labelled(quantile, seconds))),
  );
  return { log: true, axis: logAxis(values(lines, rows), [0.01, 1]), lines, tick: tickSeconds, limit: null };
}

function errorRates(rows: readonly Row[]): Metric {
  const lines = SIDES.map((side) => line(side, "errors", false, (sample) => sample.rate, percent));
  return { log: false, axis: zeroAxis(values(lines, rows), 0.001), lines, tick: percentFigure, limit: null };
}

function latencyRatio(rows: readonly Row[]): Metric {
  const lines = (["p99", "p50"] as const).map((quantile): LineSpec => {
    const read = ({ old, new: fresh }: Row) => {
      const below = old?.[quantile] ?? null;
      const above = fresh?.[quantile] ?? null;
      return below && above !== null ? above / below : null;
    };
    return { id: `ratio-${quantile}`, side: "new", thin: quantile === "p50", read, text: labelled(quantile, times) };
  });
  return {
    log: true,
    axis: logAxis([...values(lines, rows), 1], [0.3, 3]),
    lines,
    tick: (value) => `${value}\u00a0×`,
    limit: { value: 1, label: "equal" },
  };
}

function errorDifference(rows: readonly Row[]): Metric {
  const read = ({ old, new: fresh }: Row) => (old && fresh ? fresh.rate - old.rate : null);
  const lines: LineSpec[] = [{ id: "difference", side: "new", thin: false, read, text: signedPercentFigure }];
  const axis = balancedAxis(values(lines, rows), 0.001);
  return { log: false, axis, lines, tick: signedPercentFigure, limit: { value: 0, label: "equal" } };
}

function samples(rows: readonly Row[]): Metric {
  const lines = SIDES.map((side) => line(side, "samples", false, (sample) => sample.count, grouped));
  const axis = zeroAxis(values(lines, rows), MIN_SAMPLES_FOR_P99);
  return { log: false, axis, lines, tick: grouped, limit: { value: MIN_SAMPLES_FOR_P99, label: "enough" } };
}

function errors(rows: readonly Row[]): Metric {
  const lines = SIDES.map((side) => line(side, "errors", false, (sample) => sample.errors, grouped));
  return { log: false, axis: zeroAxis(values(lines, rows), 4), lines, tick: grouped, limit: null };
}

function line(
  side: Side,
  figure: string,
  thin: boolean,
  read: (sample: Sample) => number | null,
  text: LineSpec["text"],
): LineSpec {
  return {
    id: `${side}-${figure}`,
    side,
    thin,
    read: (row) => {
      const sample = row[side];
      return sample ? read(sample) : null;
    },
    text,
  };
}

function labelled(name: string, format: (value: number) => string): LineSpec["text"] {
  return (value) => `${name} ${format(value)}`;
}

function values(lines: readonly LineSpec[], rows: readonly Row[]): number[] {
  return lines.flatMap(({ read }) => rows.flatMap((row) => read(row) ?? []));
}
