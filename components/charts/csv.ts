import { isMeasured, type Row } from "./data.ts";

/** The measured points as comma-separated values: times in UTC, durations in seconds, blanks where nothing is known. */
export function csvOf(rows: readonly Row[]): string {
  const head = [
    "time",
    ...["old", "new"].flatMap((side) => ["p99", "p50", "errors", "samples"].map((name) => `${side}_${name}`)),
  ];
  const lines = rows.filter(isMeasured).map((row) => {
    const cells = (["old", "new"] as const).flatMap((side) => {
      const sample = row[side];
      return sample ? [sample.p99 ?? "", sample.p50 ?? "", sample.errors, sample.count] : ["", "", "", ""];
    });
    return [new Date(row.t * 1000).toISOString(), ...cells].join(",");
  });
  return `${[head.join(","), ...lines].join("\n")}\n`;
}
