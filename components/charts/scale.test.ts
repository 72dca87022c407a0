import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf } from "./data.ts";
import { percent, percentFigure, seconds, signedPercentFigure, tickSeconds, times } from "./format.ts";
import { metricsOf, VIEWS } from "./metric.ts";
import { defaultStep, MAX_POINTS, RANGE_NAMES, RANGES, stepForP99, stepsOf } from "./range.ts";
import { balancedAxis, logAxis, onAxis, spread, timeTicks, zeroAxis } from "./scale.ts";

describe("axes", () => {
  it("put latency on the ladder 1, 3, 10", () => {
    expect(logAxis([0.038, 0.212, 0.69, 2.41], [0.01, 1])).toEqual({ domain: [0.03, 3], ticks: [0.03, 0.1, 0.3, 1, 3] });
  });

  it("hold every value, whatever it is", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-6, max: 1e4, noNaN: true }), { minLength: 1 }), (values) => {
        const log = logAxis(values, [0.01, 1]);
        const zero = zeroAxis(values, 0.001);
        const balanced = balancedAxis(values, 0.001);
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(log.domain[0] * 0.999);
          expect(value).toBeLessThanOrEqual(log.domain[1] * 1.001);
          expect(value).toBeLessThanOrEqual(zero.domain[1] * 1.001);
          expect(value).toBeLessThanOrEqual(balanced.domain[1] * 1.001);
        }
        expect(log.ticks.length).toBeGreaterThanOrEqual(2);
        expect(zero.domain[0]).toBe(0);
        expect(balanced.domain[0]).toBe(-balanced.domain[1]);
      }),
    );
  });

  it("fall back where there is nothing to show", () => {
    expect(logAxis([], [0.01, 1]).domain).toEqual([0.01, 1]);
    expect(zeroAxis([], 0.001).domain).toEqual([0, 0.001]);
  });

  it("tick at round times of the reader's zone", () => {
    const offset = 5.5 * 3600;
    const ticks = timeTicks(1_000_000, 1_010_800, 7, offset);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(ticks.every((tick) => (tick + offset) % 1800 === 0)).toBe(true);
  });

  it("keep labels apart, in order and inside", () => {
    const placed = spread([10, 11, 12, 90], 14, 0, 100);
    const sorted = placed.toSorted((a, b) => a - b);
    expect(placed).toEqual(sorted);
    for (let i = 1; i < placed.length; i += 1)
      expect((placed[i] as number) - (placed[i - 1] as number)).toBeGreaterThanOrEqual(14);
    expect(spread([98, 99], 14, 0, 100)).toEqual([86, 100]);
  });
});

describe("ranges", () => {
  it("never ask for more than 600 points", () => {
    for (const range of RANGE_NAMES) {
      expect(stepsOf(range)).toContain(defaultStep(range));
      for (const step of stepsOf(range)) expect(RANGES[range] / step).toBeLessThanOrEqual(MAX_POINTS);
    }
  });

  it("offer the finest step that gives a thin side its p99", () => {
    const thin = Array.from({ length: 10 }, (_, i) => ({ t: i * 60, count: 90, errors: 0, p50: 0.1, p99: 0.2 }));
    const frame = { from: 0, to: 600, step: 60 };
    const rows = rowsOf({ old: [], new: thin }, frame);
    expect(stepForP99(rows, ["new"], frame, "1h")).toBe(300);
    expect(
      stepForP99(rowsOf({ old: [], new: thin.map((point) => ({ ...point, count: 1 })) }, frame), ["new"], frame, "1h"),
    ).toBeNull();
  });
});

describe("views", () => {
  const frame = { from: 0, to: 120, step: 60 };
  const rows = rowsOf(
    {
      old: [{ t: 0, count: 1000, errors: 10, p50: 0.4, p99: 2 }],
      new: [
        { t: 0, count: 500, errors: 10, p50: 0.1, p99: 0.5 },
        { t: 60, count: 500, errors: 0, p50: 0.1, p99: 0.5 },
      ],
    },
    frame,
  );
  const read = (view: (typeof VIEWS)[number], part: "upper" | "lower") =>
    Object.fromEntries(metricsOf(view, rows)[part].lines.map((line) => [line.id, rows.map(line.read)]));

  it("show both paths as they are", () => {
    expect(read("absolute", "upper")).toEqual({
      "old-p99": [2, null],
      "new-p99": [0.5, 0.5],
      "old-p50": [0.4, null],
      "new-p50": [0.1, 0.1],
    });
    expect(read("absolute", "lower")).toEqual({ "old-errors": [0.01, null], "new-errors": [0.02, 0] });
  });

  it("compare only where both are known", () => {
    expect(read("ratio", "upper")).toEqual({ "ratio-p99": [0.25, null], "ratio-p50": [0.25, null] });
    expect(read("ratio", "lower")).toEqual({ difference: [0.01, null] });
  });

  it("count", () => {
    expect(read("count", "upper")).toEqual({ "old-samples": [1000, null], "new-samples": [500, 500] });
    expect(read("count", "lower")).toEqual({ "old-errors": [10, null], "new-errors": [10, 0] });
  });

  it("have lines and an axis without any rows", () => {
    for (const view of VIEWS) expect(metricsOf(view, []).upper.axis.ticks.length).toBeGreaterThan(1);
  });
});

describe("figures", () => {
  const plain = (text: string) => text.replaceAll("\u00a0", " ");

  it("have units, three digits and a real minus", () => {
    expect([0.212, 2.41, 0.0381, 0.69, 0, 123.4].map((value) => plain(seconds(value)))).toEqual([
      "212 ms",
      "2.41 s",
      "38.1 ms",
      "690 ms",
      "0 ms",
      "123 s",
    ]);
    expect([0.03, 0.3, 1, 3].map((value) => plain(tickSeconds(value)))).toEqual(["30 ms", "300 ms", "1 s", "3 s"]);
    expect([0.0003, 0.00021, 0, 0.123, 0.000001].map((value) => plain(percent(value)))).toEqual([
      "0.03 %",
      "0.021 %",
      "0 %",
      "12.3 %",
      "<0.001 %",
    ]);
    expect([0.001, -0.001, 0].map(signedPercentFigure)).toEqual(["+0.1", "−0.1", "0"]);
    expect(percentFigure(0.5)).toBe("50");
    expect(plain(times(0.0879))).toBe("0.088 ×");
  });
});

describe("a value below its axis", () => {
  it("lies on the edge: a duration of nothing has no logarithm", () => {
    const axis = logAxis([0, 0.2], [0.01, 1]);
    expect([onAxis(0, axis), onAxis(0.2, axis)]).toEqual([axis.domain[0], 0.2]);
    expect(onAxis(-0.01, balancedAxis([-0.01], 0.001))).toBe(-0.01);
  });
});
