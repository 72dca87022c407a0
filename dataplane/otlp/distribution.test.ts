import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyHistogram, observe, quantile, totalCount } from "../../lib/core/measurements/histogram.ts";
import { type Distribution, difference, histogramIn } from "./distribution.ts";
import { explicitPoint, exponentialPoint } from "./test-points.ts";
import { overWindows } from "./windows.ts";

const counts = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });

function explicitOf(given: number[], grow = 0): Distribution {
  const bucketCounts = given.map((count) => BigInt(count + grow));
  const count = bucketCounts.reduce((sum, each) => sum + each, 0n);
  const explicitBounds = given.slice(1).map((_, i) => 0.005 * 2 ** i);
  return explicitPoint({ count, bucketCounts, explicitBounds }) as Distribution;
}

function exponentialOf(given: number[], scale: number, offset: number): Distribution {
  const bucketCounts = given.map(BigInt);
  const count = bucketCounts.reduce((sum, each) => sum + each, 0n);
  const positive = { offset, bucketCounts };
  return exponentialPoint({ count, scale, positive }) as Distribution;
}

describe("distributions", () => {
  it("keep every count, whatever their bounds, scale and unit", () => {
    const unit = fc.constantFrom(1, 1e-3, 1e-6, 1e-9);
    fc.assert(
      fc.property(counts, unit, (given, seconds) => {
        const distribution = explicitOf(given);
        expect(totalCount(histogramIn(distribution, seconds))).toBe(given.length === 1 ? 0 : distribution.count);
      }),
    );
    fc.assert(
      fc.property(
        counts,
        fc.integer({ min: -3, max: 12 }),
        fc.integer({ min: -40, max: 40 }),
        unit,
        (given, scale, offset, seconds) => {
          const index = scale < 0 ? offset >> 6 : offset;
          const distribution = exponentialOf(scale < 0 ? given.slice(0, 4) : given, scale, index);
          expect(totalCount(histogramIn(distribution, seconds))).toBe(distribution.count);
        },
      ),
    );
  });

  it("put quantiles between the bounds they were counted in", () => {
    const histogram = histogramIn(explicitOf([0, 0, 100, 0]), 1);
    expect(quantile(histogram, 0.01)).toBeGreaterThan(0.0099);
    expect(quantile(histogram, 0.5)).toBeCloseTo(0.015, 2);
    expect(quantile(histogram, 0.99)).toBeLessThan(0.0215);
  });

  it("differ by what was added in between, and by nothing when they fell", () => {
    fc.assert(
      fc.property(counts, fc.nat(50), (given, grow) => {
        const added = difference(explicitOf(given, grow), explicitOf(given));
        expect(added?.count).toBe(grow * given.length);
        if (grow > 0) expect(difference(explicitOf(given), explicitOf(given, grow))).toBeNull();
      }),
    );
    const before = exponentialOf([1, 2, 3], 5, 10);
    const after = exponentialOf([4, 3, 3], 4, 4);
    expect(difference(after, before)).toMatchObject({ count: 4, histogram: { scale: 4, offset: 4, counts: [4, 0, 0] } });
    expect(difference(before, after)).toBeNull();
    expect(difference(before, explicitOf([1]))).toBeNull();
  });
});

describe("windows", () => {
  it("share an interval out without losing or inventing anything", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-4, max: 60, noNaN: true }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 1_700_000_000, max: 1_700_001_000 }),
        fc.double({ min: 0.001, max: 900, noNaN: true }),
        (durations, end, length) => {
          const histogram = emptyHistogram();
          for (const seconds of durations) observe(histogram, seconds);
          const count = durations.length;
          const parts = overWindows({ count, errors: count, sum: count, histogram }, end - length, end);
          const sum = (read: (part: (typeof parts)[number]) => number) => parts.reduce((total, part) => total + read(part), 0);
          expect(sum(({ observed }) => observed.count)).toBe(count);
          expect(sum(({ observed }) => observed.errors)).toBe(count);
          expect(sum(({ observed }) => totalCount(observed.histogram))).toBe(count);
          expect(sum(({ observed }) => observed.sum)).toBeCloseTo(count, 6);
          expect(parts.every(({ at }) => at % 10 === 0 && at < end && at > end - 320)).toBe(true);
        },
      ),
    );
  });

  it("hold what has no beginning in the last one", () => {
    const observed = { count: 1, errors: 0, sum: 1, histogram: emptyHistogram() };
    expect(overWindows(observed, 0, 1_700_000_000)).toEqual([{ at: 1_699_999_990, observed }]);
    expect(overWindows(observed, 1_800_000_000, 1_700_000_001)).toEqual([{ at: 1_700_000_000, observed }]);
  });
});
