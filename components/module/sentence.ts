import type { ModuleSummary } from "@/lib/measurements/schema.ts";

/** How the new path does beside the old one, judged by p99, or by p50 where p99 has too few samples. */
export type Comparison =
  | { is: "nothing" }
  | { is: "alone"; side: "old" | "new"; figure: Figure; errors: number }
  | { is: "both"; verdict: "faster" | "slower" | "same" | "unknown"; quantile: "p99" | "p50"; old: Side; new: Side };

type Figure = { quantile: "p99" | "p50"; seconds: number | null };
type Side = { seconds: number | null; errors: number };

/** Differences within a tenth are no difference. */
const SAME_WITHIN = 0.1;
const MIN_SAMPLES_FOR_P99 = 200;

export function comparisonOf(summary: ModuleSummary | null): Comparison {
  const old = summary?.old && summary.old.count > 0 ? summary.old : null;
  const fresh = summary?.new && summary.new.count > 0 ? summary.new : null;
  if (!old && !fresh) return { is: "nothing" };
  const enough = [old, fresh].every((side) => !side || (side.count >= MIN_SAMPLES_FOR_P99 && side.p99 !== null));
  const quantile = enough ? "p99" : "p50";
  if (!old || !fresh) {
    const only = (old ?? fresh) as NonNullable<typeof old>;
    return {
      is: "alone",
      side: old ? "old" : "new",
      figure: { quantile, seconds: only[quantile] },
      errors: only.errors / only.count,
    };
  }
  const side = (path: typeof old): Side => ({ seconds: path[quantile], errors: path.errors / path.count });
  return { is: "both", verdict: verdictOf(old[quantile], fresh[quantile]), quantile, old: side(old), new: side(fresh) };
}

function verdictOf(old: number | null, fresh: number | null): "faster" | "slower" | "same" | "unknown" {
  if (old === null || fresh === null || old === 0) return "unknown";
  const ratio = fresh / old;
  if (Math.abs(ratio - 1) <= SAME_WITHIN) return "same";
  return ratio < 1 ? "faster" : "slower";
}
