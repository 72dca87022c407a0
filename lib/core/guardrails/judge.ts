import { quantile } from "../measurements/histogram.ts";
import { blockOf, countsOf, type Guardrail, latencyLimit, rateLimit, type Sample, sumOf } from "./guardrail.ts";
import { brokenBy, keptBy, type Proportions, proportions, withBlock } from "./proportions.ts";
import { fasterBy, outgrown, type Quantiles, quantiles, slowerBy, withHistograms } from "./quantiles.ts";

export const VERDICTS = ["pass", "fail", "inconclusive", "error"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why a verdict is what it is. */
export type Because =
  /** There is evidence enough that the limit is broken, or kept. */
  | "evidence"
  /** Not yet. */
  | "undecided"
  | "few-samples"
  | "no-traffic"
  | "no-old-traffic"
  | "no-new-traffic"
  /** The old path is not known well enough to say where its latency lies. */
  | "no-reference"
  | "contradiction";

export type Judgement = {
  verdict: Verdict;
  because: Because;
  /** How far the evidence has come towards `fail`, from 0 to 1. */
  towardsFail: number;
  /** The same towards `pass`, by the window alone. */
  towardsPass: number;
  /** Within the window: how many, and the rate or the latency in seconds. */
  old: Figure;
  new: Figure;
};

export type Figure = { count: number; value: number | null };

/** A test under way: what it makes of the samples since it began. JSON. */
export type Test = { since: number; rates: Proportions } | { since: number; latencies: Quantiles };

/**
 * Begins a test with the next sample. `before` is what is known of the old path until then; null while that is too
 * little to begin with.
 */
export function begin(guardrail: Guardrail, since: number, before: Sample): Test | null {
  const limit = latencyLimit(guardrail);
  if (!limit) return { since, rates: proportions(blockOf(guardrail.metric, before).old) };
  if (limit.against === "old" && before.old.count < guardrail.minSamples) return null;
  const latencies = quantiles(limit, before.old.histogram);
  return latencies && { since, latencies };
}

/** The test with one more sample, each to be given once and in order. */
export function goOn(test: Test, guardrail: Guardrail, sample: Sample): Test {
  if ("rates" in test) {
    const limit = rateLimit(guardrail);
    return limit ? { ...test, rates: withBlock(test.rates, blockOf(guardrail.metric, sample), limit) } : test;
  }
  const limit = latencyLimit(guardrail);
  if (!limit) return test;
  const block = { old: sample.old.histogram, new: sample.new.histogram };
  return { ...test, latencies: withHistograms(test.latencies, block, limit) };
}

/**
 * What a test says, with the samples of the window before now. It fails on the evidence of all samples since it began,
 * and passes on that of the window, so that a pass ages.
 */
export function judge(test: Test | null, guardrail: Guardrail, window: readonly Sample[]): Judgement {
  const sum = sumOf(window);
  const figures = { old: figureOf(guardrail, sum, "old"), new: figureOf(guardrail, sum, "new") };
  const none = { towardsFail: 0, towardsPass: 0, ...figures };
  const missing = missingOf(guardrail, sum);
  if (!test) return { verdict: "inconclusive", because: missing ?? "no-reference", ...none };
  const needed = -Math.log(guardrail.alpha);
  const { broken, kept } = evidenceOf(test, guardrail, window, sum);
  const towards = {
    towardsFail: Math.max(0, Math.min(1, broken / needed)),
    towardsPass: Math.max(0, Math.min(1, kept / needed)),
  };
  const said = { ...towards, ...figures };
  if (missing) return { verdict: "inconclusive", because: missing, ...said };
  // The whole test against the window alone: the fault is over, and whoever asked for the verdict begins anew.
  if (broken >= needed && kept >= needed) return { verdict: "inconclusive", because: "contradiction", ...said };
  if (broken >= needed) return { verdict: "fail", because: "evidence", ...said };
  if (kept >= needed) return { verdict: "pass", because: "evidence", ...said };
  return { verdict: "inconclusive", because: "undecided", ...said };
}

/** Why there can be no verdict, from the counts alone. */
function missingOf(guardrail: Guardrail, sum: Sample): Because | null {
  const { old, new: fresh } = countsOf(guardrail.metric, sum);
  const compared = guardrail.against === "old";
  if (fresh === 0 && (old === 0 || !compared)) return "no-traffic";
  if (fresh === 0) return "no-new-traffic";
  if (compared && old === 0) return "no-old-traffic";
  return fresh < guardrail.minSamples || (compared && old < guardrail.minSamples) ? "few-samples" : null;
}

/** Whether a test can no longer see what it is for, so that a new one is to begin. */
export function blind(test: Test, guardrail: Guardrail, window: readonly Sample[]): boolean {
  const limit = latencyLimit(guardrail);
  return "latencies" in test && limit !== null && outgrown(test.latencies, limit, sumOf(window).old.histogram);
}

function evidenceOf(test: Test, guardrail: Guardrail, window: readonly Sample[], sum: Sample): { broken: number; kept: number } {
  const [rate, latency] = [rateLimit(guardrail), latencyLimit(guardrail)];
  if ("rates" in test && rate) {
    const blocks = window.map((sample) => blockOf(guardrail.metric, sample));
    return { broken: brokenBy(test.rates), kept: keptBy(blocks, rate) };
  }
  if ("latencies" in test && latency) {
    const block = { old: sum.old.histogram, new: sum.new.histogram };
    return { broken: slowerBy(test.latencies), kept: fasterBy(block, latency, test.latencies) };
  }
  throw new Error("the test is of another metric than the guardrail");
}

function figureOf(guardrail: Guardrail, sum: Sample, path: "old" | "new"): Figure {
  const limit = latencyLimit(guardrail);
  if (limit) return { count: sum[path].count, value: quantile(sum[path].histogram, limit.quantile) };
  const { count, bad } = blockOf(guardrail.metric, sum)[path];
  return { count, value: count === 0 ? null : bad / count };
}
