import { brokenBy, type Limit, proportions, withBlock } from "../../lib/core/guardrails/proportions.ts";
import { type QuantileLimit, quantiles, slowerBy, withHistograms } from "../../lib/core/guardrails/quantiles.ts";
import type { Block } from "../../lib/core/guardrails/trials.ts";
import { emptyHistogram, type Histogram, merge, quantile } from "../../lib/core/measurements/histogram.ts";

/** Whoever looks at what comes every ten seconds, and says at each look whether it is too much. */
export type Watcher<Sample> = (sample: Sample) => boolean;
export type Histograms = { old: Histogram; new: Histogram };

/** Samples of the last five minutes, which is what a threshold is held against. */
const WINDOW = 30;
const LEAST = 200;

/** The product's guardrails. */
export function guardrail(limit: Limit, alpha: number): Watcher<Block> {
  let test = proportions();
  return (block) => {
    test = withBlock(test, block, limit);
    return brokenBy(test) >= -Math.log(alpha);
  };
}

export function latencyGuardrail(limit: QuantileLimit, alpha: number, reference: Histogram): Watcher<Histograms> {
  let test = quantiles(limit, reference);
  if (!test) throw new Error("no reference");
  return (block) => {
    test = withHistograms(test as NonNullable<typeof test>, block, limit);
    return slowerBy(test) >= -Math.log(alpha);
  };
}

/** A rate is too much when it lies above the other by more than the tolerance, for the last five minutes. */
export function threshold(tolerance: number): Watcher<Block> {
  const window: Block[] = [];
  return (block) => {
    window.push(block);
    if (window.length > WINDOW) window.shift();
    const [old, fresh] = sides(window);
    return Math.min(old.count, fresh.count) >= LEAST && fresh.bad / fresh.count > old.bad / old.count + tolerance;
  };
}

export function latencyThreshold(at: number, factor: number): Watcher<Histograms> {
  const window: Histograms[] = [];
  return (block) => {
    window.push(block);
    if (window.length > WINDOW) window.shift();
    const [old, fresh] = (["old", "new"] as const).map((path) =>
      window.map((each) => each[path]).reduce(merge, emptyHistogram()),
    );
    const [before, now] = [quantile(old as Histogram, at), quantile(fresh as Histogram, at)];
    return window.length >= 3 && before !== null && now !== null && now > before * factor;
  };
}

/**
 * The test of two proportions out of a textbook (z, pooled, one-sided), made for one look at the end and taken at every
 * look, over all that came so far.
 */
export function textbook(tolerance: number, alpha: number): Watcher<Block> {
  const critical = normalQuantile(1 - alpha);
  const [old, fresh] = [
    { count: 0, bad: 0 },
    { count: 0, bad: 0 },
  ];
  return (block) => {
    add(old, block.old);
    add(fresh, block.new);
    if (Math.min(old.count, fresh.count) < LEAST) return false;
    const [p, q] = [old.bad / old.count, fresh.bad / fresh.count];
    const error = Math.sqrt((p * (1 - p)) / old.count + (q * (1 - q)) / fresh.count);
    return error > 0 && (q - p - tolerance) / error > critical;
  };
}

/** The same for a quantile: how many lie above the other path's, against how many should. */
export function latencyTextbook(at: number, factor: number, alpha: number): Watcher<Histograms> {
  const critical = normalQuantile(1 - alpha);
  let [old, fresh] = [emptyHistogram(), emptyHistogram()];
  let count = 0;
  return (block) => {
    old = merge(old, block.old);
    fresh = merge(fresh, block.new);
    count += block.new.counts.reduce((sum, each) => sum + each, 0);
    const bound = quantile(old, at);
    if (count < LEAST || bound === null) return false;
    const share = shareAbove(fresh, bound * factor);
    return (share - (1 - at)) / Math.sqrt((2 * at * (1 - at)) / count) > critical;
  };
}

function shareAbove({ scale, offset, counts }: Histogram, seconds: number): number {
  const place = Math.log2(seconds) * 2 ** scale - offset;
  let above = 0;
  let all = 0;
  for (const [index, count] of counts.entries()) {
    all += count;
    above += count * Math.min(1, Math.max(0, index + 1 - place));
  }
  return all === 0 ? 0 : above / all;
}

function sides(window: readonly Block[]) {
  const [old, fresh] = [
    { count: 0, bad: 0 },
    { count: 0, bad: 0 },
  ];
  for (const block of window) {
    add(old, block.old);
    add(fresh, block.new);
  }
  return [old, fresh] as const;
}

function add(sum: { count: number; bad: number }, more: { count: number; bad: number }): void {
  sum.count += more.count;
  sum.bad += more.bad;
}

/** Of the standard normal distribution, by halving. */
function normalQuantile(p: number): number {
  let [low, high] = [0, 10];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (normal(middle) < p) low = middle;
    else high = middle;
  }
  return low;
}

/** Abramowitz and Stegun 26.2.17, to 7.5e-8. */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * x);
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * tail;
}
