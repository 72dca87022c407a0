import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { histogramMergeCases, histogramQuantileCases } from "../vectors/cases.ts";
import {
  absorb,
  bucketIndex,
  DEFAULT_SCALE,
  emptyHistogram,
  type Histogram,
  MAX_BUCKETS,
  merge,
  observe,
  quantile,
  rescale,
  totalCount,
} from "./histogram.ts";

test.each(histogramMergeCases)("merge $id: $name", ({ a, b, merged }) => {
  expect(merge(a, b)).toEqual(merged);
});

test.each(histogramQuantileCases)("quantile $id: $name", ({ histogram, q, seconds }) => {
  const answer = quantile(histogram, q);
  if (answer === null || seconds === null) expect(answer).toBe(seconds);
  else expect(answer).toBeCloseTo(seconds, 12);
});

const latency = fc.double({ min: 1e-6, max: 3600, noNaN: true });
const duration = fc.oneof({ arbitrary: latency, weight: 5 }, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }));
const durations = fc.array(duration, { maxLength: 60 });
const wire: fc.Arbitrary<Histogram> = fc.record({
  scale: fc.integer({ min: -10, max: 20 }),
  zeroCount: fc.nat(1000),
  offset: fc.integer({ min: -20_000, max: 20_000 }),
  counts: fc.array(fc.nat(1000), { maxLength: MAX_BUCKETS }),
});

describe("merge", () => {
  test("is commutative and associative", () => {
    fc.assert(
      fc.property(wire, wire, wire, (a, b, c) => {
        expect(merge(a, b)).toEqual(merge(b, a));
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
    );
  });

  test("loses no count, changes no argument and stays within its bound", () => {
    fc.assert(
      fc.property(wire, wire, (a, b) => {
        const before = structuredClone([a, b]);
        const merged = merge(a, b);
        expect(totalCount(merged)).toBe(totalCount(a) + totalCount(b));
        expect(merged.counts.length).toBeLessThanOrEqual(MAX_BUCKETS);
        expect([a, b]).toEqual(before);
      }),
    );
  });

  test("may change its target instead", () => {
    fc.assert(
      fc.property(wire, wire, (a, b) => {
        const target = rescale(a, a.scale);
        absorb(target, b);
        expect(target).toEqual(merge(a, b));
      }),
    );
  });

  test("equals observing everything in one histogram", () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        expect(merge(histogramOf(a), histogramOf(b))).toEqual(merge(histogramOf([...a, ...b]), emptyHistogram()));
      }),
    );
  });
});

describe("rescale", () => {
  test("keeps every count and every observation in the bucket that covers it", () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 40 }), fc.integer({ min: -4, max: 3 }), (values, scale) => {
        const coarse = rescale(histogramOf(values), scale);
        expect(coarse).toEqual(histogramOf(values, scale));
      }),
    );
  });

  test("never invents resolution", () => {
    expect(rescale({ scale: 1, zeroCount: 0, offset: 0, counts: [1] }, 5).scale).toBe(1);
  });
});

describe("quantile", () => {
  const q = fc.double({ min: 0, max: 1, noNaN: true });

  test("is off by less than the width of a bucket", () => {
    const width = 2 ** (2 ** -DEFAULT_SCALE);
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 100 }), q, (values, at) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(at * sorted.length) - 1)] as number;
        const answer = quantile(histogramOf(values), at) as number;
        expect(answer / exact).toBeLessThanOrEqual(width * (1 + 1e-9));
        expect(exact / answer).toBeLessThanOrEqual(width * (1 + 1e-9));
      }),
      { numRuns: 1000 },
    );
  });

  test("never falls as q rises", () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 60 }), q, q, (values, a, b) => {
        const histogram = histogramOf(values);
        const low = quantile(histogram, Math.min(a, b)) as number;
        expect(low).toBeLessThanOrEqual(quantile(histogram, Math.max(a, b)) as number);
      }),
    );
  });
});

describe("observe", () => {
  test("bounds are inclusive above, exclusive below", () => {
    expect([1, 1.0001, 2, 2.0001, 0.5].map((seconds) => bucketIndex(seconds, 0))).toEqual([-1, 0, 0, 1, -2]);
  });

  test("counts zero and negative durations as zero", () => {
    expect(histogramOf([0, -1])).toEqual({ scale: DEFAULT_SCALE, zeroCount: 2, offset: 0, counts: [] });
  });

  test("1 µs … 1 h keeps its resolution; the whole range of numbers stays bounded", () => {
    expect(histogramOf([1e-6, 3600])).toMatchObject({ scale: DEFAULT_SCALE });
    const extreme = histogramOf([Number.MIN_VALUE, Number.MAX_VALUE, Number.POSITIVE_INFINITY, 1]);
    expect(extreme.counts.length).toBeLessThanOrEqual(MAX_BUCKETS);
    expect(totalCount(extreme)).toBe(4);
  });
});

function histogramOf(values: number[], scale = DEFAULT_SCALE): Histogram {
  const histogram = emptyHistogram(scale);
  for (const seconds of values) observe(histogram, seconds);
  return histogram;
}
