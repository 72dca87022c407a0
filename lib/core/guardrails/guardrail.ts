import { absorb, emptyHistogram, type Histogram } from "../measurements/histogram.ts";
import type { Limit } from "./proportions.ts";
import type { QuantileLimit } from "./quantiles.ts";
import { type Block, NOTHING } from "./trials.ts";

export const METRICS = ["errors", "p50", "p95", "p99", "mismatches", "failed-writes"] as const;
export type Metric = (typeof METRICS)[number];

export const SUBJECTS = ["requests", "reads", "writes"] as const;
export const ACTIONS = ["notify", "hold", "rollback"] as const;

/** What is watched, and what it is held against. */
export type Guardrail = {
  metric: Metric;
  /** The old path as it is meanwhile, or a number. */
  against: "old" | "number";
  /**
   * Of rates against the old path: by which part of one the new path may be worse; against a number: that rate. Of
   * latencies against the old path: a factor; against a number: seconds.
   */
  limit: number;
  windowSeconds: number;
  /** Of each path that is compared, within the window, before there is a verdict. */
  minSamples: number;
  /** The chance of ever failing by accident, from one beginning to the next. */
  alpha: number;
};

export type Side = { count: number; errors: number; histogram: Histogram };

/** What was measured within ten seconds from `at`, in seconds since the epoch. */
export type Sample = {
  at: number;
  old: Side;
  new: Side;
  /** Reads compared, and those that differed; writes, and those that the second store did not take. */
  compared: number;
  different: number;
  written: number;
  failed: number;
};

export function emptySample(at: number): Sample {
  const side = () => ({ count: 0, errors: 0, histogram: emptyHistogram() });
  return { at, old: side(), new: side(), compared: 0, different: 0, written: 0, failed: 0 };
}

const QUANTILES: Partial<Record<Metric, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

/** The limit of a metric that is a rate; null for latencies. */
export function rateLimit({ metric, against, limit }: Guardrail): Limit | null {
  if (QUANTILES[metric] !== undefined) return null;
  return against === "old" ? { against, tolerance: limit } : { against, rate: limit };
}

/** The limit of a metric that is a latency; null for rates. */
export function latencyLimit({ metric, against, limit }: Guardrail): QuantileLimit | null {
  const quantile = QUANTILES[metric];
  if (quantile === undefined) return null;
  return against === "old" ? { quantile, against, factor: limit } : { quantile, against, seconds: limit };
}

/** What counts as bad in a sample. */
export function blockOf(metric: Metric, sample: Sample): Block {
  if (metric === "mismatches") return { old: NOTHING, new: { count: sample.compared, bad: sample.different } };
  if (metric === "failed-writes") return { old: NOTHING, new: { count: sample.written, bad: sample.failed } };
  const trials = ({ count, errors }: Side) => ({ count, bad: errors });
  return { old: trials(sample.old), new: trials(sample.new) };
}

/** How many were seen of each path, by what the metric counts. */
export function countsOf(metric: Metric, sample: Sample): { old: number; new: number } {
  const { old, new: fresh } = blockOf(metric, sample);
  return { old: old.count, new: fresh.count };
}

/** All of them as one. */
export function sumOf(samples: readonly Sample[]): Sample {
  const sum = emptySample(samples[0]?.at ?? 0);
  for (const sample of samples) {
    for (const path of ["old", "new"] as const) {
      sum[path].count += sample[path].count;
      sum[path].errors += sample[path].errors;
      absorb(sum[path].histogram, sample[path].histogram);
    }
    sum.compared += sample.compared;
    sum.different += sample.different;
    sum.written += sample.written;
    sum.failed += sample.failed;
  }
  return sum;
}
