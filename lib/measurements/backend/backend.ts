import type { Histogram } from "../../core/measurements/histogram.ts";
import type { Kind, Path } from "../schema.ts";

/** What was measured in one stretch of time, from `at` on, in epoch seconds. */
export type Window = {
  module: string;
  path: Path;
  kind: Kind;
  operation: string;
  at: number;
  count: number;
  errors: number;
  histogram: Histogram;
};

export type Wanted = { module?: string | undefined; kind?: Kind | undefined; operation?: string | undefined };
/** [from, to) in epoch seconds, in windows no longer than `step`, which begin at its multiples or within. */
export type Stretch = { from: number; to: number; step: number };

/** Where measurements are read from; times are seconds since the epoch. */
export type Backend = {
  /** Windows of the series that match, for a chart. */
  windows: (scope: { projectId: string; environmentId: string }, wanted: Wanted, stretch: Stretch) => Promise<Window[]>;
  /** Windows of the modules of the environment that are named; null is all. */
  all: (environmentId: string, stretch: Stretch, only: readonly string[] | null) => Promise<Window[]>;
  /** When the newest window of each of them began; null where nothing ever arrived. */
  newest: (environmentId: string, only: readonly string[] | null) => Promise<Map<string, number | null>>;
};
