import type { Side } from "../../lib/core/stages/positions.ts";
import type { Kind, Rows, Sample } from "../report/recorder.ts";

/** What a client measured, summed over time. */
export type Measured = {
  /** Durations of a path; `seconds` is their sum. */
  paths: { module: string; kind: Kind; operation: string; path: Side; count: number; errors: number; seconds: number }[];
  /** Reads of both stores held against each other. */
  comparisons: { module: string; operation: string; compared: number; equal: number; different: number; skipped: number }[];
  /** Second writes that failed; `path` is the store they went to. */
  secondaryFailures: { module: string; operation: string; path: Side; count: number }[];
  /** Where answers differed, redacted. */
  samples: Omit<Sample, "at">[];
  /** Writes of records that another subject, on the other side, had written last. */
  sharedRecords: { module: string; count: number }[];
};

/** Adds up the rows of all reports, whatever window they fell into. */
export function summed(reports: readonly Rows[]): Measured {
  const windows = reports.flatMap((report) => report.windows);
  return {
    paths: sums(
      windows.map(({ module, kind, operation, path, ...row }) => [
        { module, kind, operation, path },
        { count: row.count, errors: row.errors, seconds: row.sum },
      ]),
    ),
    comparisons: sums(
      reports
        .flatMap((report) => report.comparisons)
        .map(({ module, operation, at: _, ...counts }) => [{ module, operation }, counts]),
    ),
    secondaryFailures: sums(
      reports
        .flatMap((report) => report.secondaryFailures)
        .map(({ module, operation, path, count }) => [{ module, operation, path }, { count }]),
    ),
    samples: reports.flatMap((report) => report.samples ?? []).map(({ at: _, ...sample }) => sample),
    sharedRecords: sums(
      reports.flatMap((report) => report.sharedRecords ?? []).map(({ module, count }) => [{ module }, { count }]),
    ),
  };
}

/** One row for each name, in the order they first came. */
function sums<Name, Counts extends Record<string, number>>(rows: [Name, Counts][]): (Name & Counts)[] {
  const totals = new Map<string, [Name, Counts]>();
  for (const [name, counts] of rows) {
    const id = JSON.stringify(name);
    const before = totals.get(id)?.[1];
    const sum = Object.entries(counts).map(([field, count]) => [field, count + (before?.[field] ?? 0)]);
    totals.set(id, [name, Object.fromEntries(sum) as Counts]);
  }
  return [...totals.values()].map(([name, counts]) => ({ ...name, ...counts }));
}
