import { describe, expect, it } from "vitest";
import { emptyHistogram, type Histogram, merge, observe } from "../measurements/histogram.ts";
import { above, boundAt, bucketsOf, secondsAt } from "./bounds.ts";
import { fasterBy, outgrown, type QuantileLimit, quantiles, slowerBy, withHistograms } from "./quantiles.ts";
import { latency, randomFrom } from "./testing.ts";

const NEEDED = Math.log(20);
const limit = (quantile: number, factor = 1.1): QuantileLimit => ({ quantile, against: "old", factor });

function drawn(random: () => number, count: number, median: number): Histogram {
  const histogram = emptyHistogram();
  for (let index = 0; index < count; index += 1) observe(histogram, latency(random, median));
  return histogram;
}

function begun(of: QuantileLimit, reference: Histogram) {
  const test = quantiles(of, reference);
  if (!test) throw new Error("no reference");
  return test;
}

describe("bounds", () => {
  it("count what lies above them, at the resolution of the histogram", () => {
    const histogram = emptyHistogram();
    for (const seconds of [0.05, 0.1, 0.2, 0.4]) observe(histogram, seconds);
    expect(above(histogram, boundAt(0.1))).toEqual({ count: 4, bad: 2 });
    expect(above(histogram, boundAt(10))).toEqual({ count: 4, bad: 0 });
    const coarse = emptyHistogram(0);
    for (const seconds of [0.05, 0.1, 0.2, 0.4]) observe(coarse, seconds);
    expect(above(coarse, boundAt(0.1)).bad).toBeLessThanOrEqual(2);
  });

  it("move by a factor, rounded up in favour of the new path", () => {
    expect([bucketsOf(1), bucketsOf(1.09), bucketsOf(1.1), bucketsOf(2)]).toEqual([0, 1, 2, 8]);
    expect(secondsAt(boundAt(0.25))).toBeCloseTo(0.25);
    expect(secondsAt(boundAt(0.26))).toBeGreaterThan(0.26);
  });
});

describe("a test of a quantile", () => {
  it.each([0.5, 0.95, 0.99])("raises a false alarm in one of twenty at most, at %d", (quantile) => {
    const random = randomFrom(20_261_201);
    let alarms = 0;
    for (let run = 0; run < 60; run += 1) {
      let test = begun(limit(quantile, 1), drawn(random, 500, 0.1));
      for (let block = 0; block < 100; block += 1) {
        test = withHistograms(test, { old: drawn(random, 60, 0.1), new: drawn(random, 60, 0.1) }, limit(quantile, 1));
        if (slowerBy(test) >= NEEDED) {
          alarms += 1;
          break;
        }
      }
    }
    expect(alarms / 60).toBeLessThanOrEqual(0.05);
  });

  it.each([
    [0.5, 2, 2],
    [0.95, 2, 3],
    [0.99, 2, 5],
  ])("sees %d of a path twice as slow among 50 requests a second within %i0 s", (quantile, times, most) => {
    const random = randomFrom(5);
    for (let run = 0; run < 10; run += 1) {
      let test = begun(limit(quantile), drawn(random, 2000, 0.1));
      for (let block = 0; block < most; block += 1)
        test = withHistograms(test, { old: drawn(random, 500, 0.1), new: drawn(random, 500, 0.1 * times) }, limit(quantile));
      expect(slowerBy(test)).toBeGreaterThan(NEEDED);
    }
  });

  it("passes where there is room, and does not where there is none", () => {
    const random = randomFrom(6);
    const test = begun(limit(0.95, 1.5), drawn(random, 2000, 0.1));
    const both = (times: number) => ({ old: drawn(random, 3000, 0.1), new: drawn(random, 3000, 0.1 * times) });
    expect(fasterBy(both(1), limit(0.95, 1.5), test)).toBeGreaterThan(NEEDED);
    expect(fasterBy(both(1.5), limit(0.95, 1.5), test)).toBeLessThan(NEEDED);
  });

  it("holds the new path against a number of seconds without any old traffic", () => {
    const random = randomFrom(7);
    const of: QuantileLimit = { quantile: 0.95, against: "number", seconds: 0.3 };
    let test = begun(of, emptyHistogram());
    const nobody = emptyHistogram();
    test = withHistograms(test, { old: nobody, new: drawn(random, 500, 0.1) }, of);
    expect(slowerBy(test)).toBeLessThan(NEEDED);
    for (let block = 0; block < 3; block += 1) test = withHistograms(test, { old: nobody, new: drawn(random, 500, 0.3) }, of);
    expect(slowerBy(test)).toBeGreaterThan(NEEDED);
  });

  it("cannot begin without a reference, and is outgrown when the old path has moved away", () => {
    expect(quantiles(limit(0.95), emptyHistogram())).toBeNull();
    const random = randomFrom(8);
    const test = begun(limit(0.5), drawn(random, 1000, 0.1));
    expect(outgrown(test, limit(0.5), drawn(random, 1000, 0.11))).toBe(false);
    expect(outgrown(test, limit(0.5), drawn(random, 1000, 1))).toBe(true);
    expect(outgrown(test, limit(0.5), merge(emptyHistogram(), emptyHistogram()))).toBe(false);
  });
});
