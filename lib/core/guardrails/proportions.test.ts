import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "./projection.ts";
import { brokenBy, keptBy, type Limit, proportions, withBlock } from "./proportions.ts";
import { bad, randomFrom } from "./testing.ts";
import { type Block, logRatio } from "./trials.ts";

const rate = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const few = fc.integer({ min: 0, max: 6 });

/** Every outcome of so many trials of both paths with its probability, where these are the true rates. */
function* outcomes(old: number, fresh: number, truth: { old: number; new: number }): Generator<{ block: Block; chance: number }> {
  for (let a = 0; a <= old; a += 1) {
    for (let b = 0; b <= fresh; b += 1) {
      const block = { old: { count: old, bad: a }, new: { count: fresh, bad: b } };
      yield { block, chance: binomial(old, a, truth.old) * binomial(fresh, b, truth.new) };
    }
  }
}

function binomial(count: number, hits: number, p: number): number {
  let ways = 1;
  for (let index = 0; index < hits; index += 1) ways = (ways * (count - index)) / (index + 1);
  return ways * p ** hits * (1 - p) ** (count - hits);
}

describe("a bet on one block", () => {
  it.each([
    ["kept, if it was bet that it is broken", 1],
    ["broken, if it was bet that it is kept", -1],
  ])("makes nothing on average where the limit is %s, however many there were", (_, sign) => {
    const tolerated = fc.double({ min: 0.01, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(few, few, rate, rate, rate, rate, tolerated, (n, m, a, b, p, q, tolerance) => {
        const claim = { old: a, new: b };
        fc.pre(sign * (b - a - tolerance) > 0 && p + tolerance < 1);
        // On the other side of the limit than the claim, or at it.
        const truth = { old: p, new: sign * (q - p - tolerance) > 0 ? p + tolerance : q };
        let mean = 0;
        for (const { block, chance } of outcomes(n, m, truth))
          mean += chance * Math.exp(logRatio(block, claim, nearest(block, claim, tolerance)));
        expect(mean).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 500 },
    );
  });
});

const LIMIT: Limit = { against: "old", tolerance: 0.005 };
const NEEDED = Math.log(20);

/** Blocks of so many trials a path until the limit counts as broken, at most `most`; null when it never did. */
function until(
  random: () => number,
  most: number,
  each: number,
  truth: { old: number; new: number },
  limit = LIMIT,
): number | null {
  let test = proportions();
  for (let block = 1; block <= most; block += 1) {
    const side = (p: number) => ({ count: each, bad: bad(random, each, p) });
    test = withBlock(test, { old: side(truth.old), new: side(truth.new) }, limit);
    if (brokenBy(test) >= NEEDED) return block;
  }
  return null;
}

describe("a test that is looked at after every block", () => {
  it.each([
    ["the new path is exactly as bad as allowed", { old: 0.002, new: 0.007 }],
    ["both paths are equal", { old: 0.05, new: 0.05 }],
    ["hardly anything fails", { old: 0.0001, new: 0.0051 }],
  ])("raises a false alarm in one of twenty at most when %s", (_, truth) => {
    const random = randomFrom(20_261_201);
    let alarms = 0;
    for (let run = 0; run < 200; run += 1) if (until(random, 400, 50, truth) !== null) alarms += 1;
    expect(alarms / 200).toBeLessThanOrEqual(0.05);
  });

  it("sees five points more among 25 requests a second of each path within three blocks", () => {
    const random = randomFrom(1);
    for (let run = 0; run < 50; run += 1) expect(until(random, 10, 250, { old: 0.001, new: 0.051 })).toBeLessThanOrEqual(3);
  });

  it("sees a fault that comes after a quiet day as well", () => {
    const random = randomFrom(2);
    let test = proportions();
    const block = (fresh: number) => ({
      old: { count: 250, bad: bad(random, 250, 0.001) },
      new: { count: 250, bad: bad(random, 250, fresh) },
    });
    for (let index = 0; index < 8640; index += 1) test = withBlock(test, block(0.001), LIMIT);
    expect(brokenBy(test)).toBeLessThan(NEEDED);
    for (let index = 0; index < 4; index += 1) test = withBlock(test, block(0.051), LIMIT);
    expect(brokenBy(test)).toBeGreaterThan(NEEDED);
  });

  it("holds the new path against a number without any old traffic", () => {
    let test = proportions();
    const limit: Limit = { against: "number", rate: 0.01 };
    const block = (hits: number) => ({ old: { count: 0, bad: 0 }, new: { count: 1000, bad: hits } });
    test = withBlock(test, block(10), limit);
    expect(brokenBy(test)).toBeLessThan(NEEDED);
    for (let index = 0; index < 2; index += 1) test = withBlock(test, block(60), limit);
    expect(brokenBy(test)).toBeGreaterThan(NEEDED);
  });

  it("learns nothing from a block that only one path was seen in", () => {
    const one = withBlock(proportions(), { old: { count: 500, bad: 0 }, new: { count: 0, bad: 0 } }, LIMIT);
    expect(brokenBy(one)).toBeCloseTo(0);
    const other = withBlock(proportions(), { old: { count: 0, bad: 0 }, new: { count: 500, bad: 400 } }, LIMIT);
    expect(brokenBy(other)).toBeCloseTo(0);
  });
});

describe("a pass", () => {
  const window = (random: () => number, each: number, truth: { old: number; new: number }) =>
    Array.from({ length: 30 }, () => ({
      old: { count: each, bad: bad(random, each, truth.old) },
      new: { count: each, bad: bad(random, each, truth.new) },
    }));

  it("comes where there is room to spare, and needs requests enough to know", () => {
    const random = randomFrom(3);
    expect(keptBy(window(random, 100, { old: 0.001, new: 0.001 }), { against: "old", tolerance: 0.01 })).toBeGreaterThan(NEEDED);
    expect(keptBy(window(random, 2, { old: 0.001, new: 0.001 }), { against: "old", tolerance: 0.01 })).toBeLessThan(NEEDED);
  });

  it("comes by accident in one of twenty at most where there is none", () => {
    const random = randomFrom(4);
    let passes = 0;
    for (let run = 0; run < 400; run += 1)
      if (keptBy(window(random, 100, { old: 0.002, new: 0.0121 }), { against: "old", tolerance: 0.01 }) >= NEEDED) passes += 1;
    expect(passes / 400).toBeLessThanOrEqual(0.05);
  });
});
