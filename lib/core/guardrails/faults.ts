import type { Guardrail, Metric } from "./guardrail.ts";

/** The field that is at fault, and what to do. */
export type GuardrailFault = { path: "against" | "limit" | "minSamples" | "subject"; message: string };

const SLOWEST_SECONDS = 3600;
const LARGEST_FACTOR = 100;

const ONE_PATH: readonly Metric[] = ["mismatches", "failed-writes"];
const LATENCIES: readonly Metric[] = ["p50", "p95", "p99"];

type Wanted = Pick<Guardrail, "metric" | "against" | "limit" | "minSamples"> & { subject: string };

/** What no measurement could ever show, or what would always hold. */
export function faultsOf({ metric, against, limit, minSamples, subject }: Wanted): GuardrailFault[] {
  const faults: GuardrailFault[] = [];
  if (metric === "mismatches" && subject !== "reads") faults.push({ path: "subject", message: "differences are of reads" });
  if (metric === "failed-writes" && subject !== "writes")
    faults.push({ path: "subject", message: "failed writes are of writes" });
  if (ONE_PATH.includes(metric) && against === "old")
    faults.push({ path: "against", message: "there is one such rate for both paths together; hold it against a number" });
  if (LATENCIES.includes(metric)) return [...faults, ...ofLatency(against, limit)];
  if (limit >= 1) faults.push({ path: "limit", message: "expected a part of one, such as 0.01 for one in a hundred" });
  else if (limit * minSamples < 1) {
    const least = Math.ceil(1 / limit);
    faults.push({
      path: "minSamples",
      message: `a limit of ${limit} cannot be told from none by ${minSamples}; at least ${least}`,
    });
  }
  return faults;
}

function ofLatency(against: Guardrail["against"], limit: number): GuardrailFault[] {
  if (against === "number")
    return limit > SLOWEST_SECONDS ? [{ path: "limit", message: `expected seconds, at most ${SLOWEST_SECONDS}` }] : [];
  if (limit < 1) return [{ path: "limit", message: "expected a factor of at least 1: the old path is no slower than itself" }];
  return limit > LARGEST_FACTOR ? [{ path: "limit", message: `expected a factor, at most ${LARGEST_FACTOR}` }] : [];
}
