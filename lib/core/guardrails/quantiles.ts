import { type Histogram, quantile } from "../measurements/histogram.ts";
import { above, boundAt, bucketsOf, secondsAt } from "./bounds.ts";
import { logRatio, NOTHING, type Trials, within } from "./trials.ts";
import { afterBlock, logSum, stake, total, type Wealth } from "./wealth.ts";

/**
 * What is bet against: that a quantile of the new path is at most `factor` times that of the old one, or at most so
 * many seconds.
 */
export type QuantileLimit = { quantile: number } & ({ against: "old"; factor: number } | { against: "number"; seconds: number });

export type HistogramBlock = { old: Histogram; new: Histogram };

/**
 * If the limit is kept, then at whatever bound: either the old path's quantile lies above it, or the new path's lies
 * below `factor` times that bound. A bound at which both are disproved disproves the limit; the evidence at a bound is
 * the smaller of the two. Several bounds are watched, chosen when the test begins.
 */
export type Quantiles = { at: Bound[] };

type Bound = {
  bound: number;
  /** That the old path's quantile lies below the bound; null where the bound is a number somebody set. */
  old: Wealth | null;
  /** That the new path's lies above it, moved by the factor. */
  new: Wealth;
};

/** Buckets above the old path's quantile at the beginning. */
const WATCHED = [-4, -2, 0, 1, 2, 3, 4, 6, 8, 12];
/** Of what the quantile leaves above it, how much the bets take to lie above the bound. */
const LESS = [0.9, 0.8, 0.6, 0.4, 0.2];
const MORE = [1.1, 1.25, 1.5, 2, 4, 8, 16];

/** `reference`: the old path before the first block. Null while nobody knows it: bounds cannot be chosen by what is then tested at them. */
export function quantiles(limit: QuantileLimit, reference: Histogram): Quantiles | null {
  if (limit.against === "number") return { at: [{ bound: boundAt(limit.seconds), old: null, new: stake(MORE.length) }] };
  const now = quantile(reference, limit.quantile);
  if (now === null || now <= 0) return null;
  const first = boundAt(now);
  return {
    at: WATCHED.map((step) => ({ bound: first + step, old: stake(LESS.length), new: stake(MORE.length) })),
  };
}

export function withHistograms({ at }: Quantiles, block: HistogramBlock, limit: QuantileLimit): Quantiles {
  const rest = 1 - limit.quantile;
  const steps = limit.against === "old" ? bucketsOf(limit.factor) : 0;
  return {
    at: at.map(({ bound, old, new: fresh }) => ({
      bound,
      old: old && afterBlock(old, bets(above(block.old, bound), rest, LESS)),
      new: afterBlock(fresh, bets(above(block.new, bound + steps), rest, MORE)),
    })),
  };
}

/** Logarithm of the evidence that the limit is broken. */
export function slowerBy({ at }: Quantiles): number {
  const each = at.map(({ old, new: fresh }) => Math.min(old ? total(old) : Number.POSITIVE_INFINITY, total(fresh)));
  return each.reduce(logSum) - Math.log(at.length);
}

/**
 * Logarithm of the evidence that the limit is kept, from the last blocks taken together: at some bound the old path's
 * quantile lies above it and the new path's below, moved by the factor.
 */
export function fasterBy(sum: HistogramBlock, limit: QuantileLimit, { at }: Quantiles): number {
  const rest = 1 - limit.quantile;
  const steps = limit.against === "old" ? bucketsOf(limit.factor) : 0;
  const average = (made: number[]) => made.reduce(logSum) - Math.log(made.length);
  const each = at.map(({ bound, old }) => {
    const slow = old ? average(bets(above(sum.old, bound), rest, MORE)) : Number.POSITIVE_INFINITY;
    return Math.min(slow, average(bets(above(sum.new, bound + steps), rest, LESS)));
  });
  return average(each);
}

/** Whether the old path's quantile has left what is watched, so that the test can no longer see anything and begins anew. */
export function outgrown({ at }: Quantiles, limit: QuantileLimit, known: Histogram): boolean {
  if (limit.against === "number") return false;
  const now = quantile(known, limit.quantile);
  const ends = at.map(({ bound }) => secondsAt(bound));
  return now !== null && now > 0 && (now > Math.max(...ends) || now < Math.min(...ends));
}

/** What each bet makes of a block: that of `count`, `times` the share `rest` lies above the bound, and not `rest`. */
function bets(trials: Trials, rest: number, times: readonly number[]): number[] {
  return times.map((factor) => {
    const claim = within(Math.min(rest * factor, (1 + rest) / 2));
    return logRatio({ old: NOTHING, new: trials }, { old: 0, new: claim }, { old: 0, new: rest });
  });
}
