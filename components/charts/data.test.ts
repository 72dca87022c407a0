import { describe, expect, it } from "vitest";
import { csvOf } from "./csv.ts";
import { errorRate, gapsOf, isIsolated, latest, type Point, rowsOf, thinSides } from "./data.ts";

const frame = { from: 1000, to: 1600, step: 60 };

function points(times: number[], count = 1000): Point[] {
  return times.map((t) => ({ t, count, errors: 1, p50: 0.02, p99: 0.2 }));
}

describe("rows", () => {
  it("join both sides by time and put x in the middle of the step", () => {
    const rows = rowsOf({ old: points([1020, 1080]), new: points([1080]) }, frame);
    expect(rows.map((row) => [row.t, row.x, row.old !== null, row.new !== null])).toEqual([
      [1020, 1050, true, false],
      [1080, 1110, true, true],
    ]);
  });

  it("break where a step is missing: a row of nulls, never a zero", () => {
    const rows = rowsOf({ old: points([1020, 1260]), new: [] }, frame);
    expect(rows.map((row) => row.old?.count ?? null)).toEqual([1000, null, 1000]);
  });

  it("leave out what lies outside the frame and what has no samples", () => {
    const rows = rowsOf({ old: points([880, 1020, 1620]), new: points([1020], 0) }, frame);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.new).toBeNull();
  });

  it("count the present step from its middle on", () => {
    expect(rowsOf({ old: points([1560]), new: [] }, { ...frame, to: 1589 })).toHaveLength(0);
    expect(rowsOf({ old: points([1560]), new: [] }, { ...frame, to: 1590 })).toHaveLength(1);
  });

  it("hide p99 under 200 samples and keep p50", () => {
    const [few, enough] = rowsOf({ old: [...points([1020], 199), ...points([1080], 200)], new: [] }, frame);
    expect([few?.old?.p99, few?.old?.p50, enough?.old?.p99]).toEqual([null, 0.02, 0.2]);
  });
});

describe("gaps", () => {
  it("name the stretch nobody reported in, before the first samples and after the last as well", () => {
    const rows = rowsOf({ old: points([1140, 1260]), new: points([1140]) }, frame);
    expect(gapsOf(rows, frame)).toEqual([
      { from: 1000, to: 1140, at: "start" },
      { from: 1200, to: 1260, at: "between" },
      { from: 1320, to: 1600, at: "end" },
    ]);
  });

  it("are not claimed while the first or the present step is filling, nor of nothing at all", () => {
    const rows = rowsOf({ old: points([1080, 1140, 1200, 1260, 1320, 1380, 1440]), new: [] }, frame);
    expect(gapsOf(rows, frame)).toEqual([]);
    expect(gapsOf([], frame)).toEqual([]);
  });

  it("are not claimed where one side still reports", () => {
    const rows = rowsOf({ old: points([1020, 1080, 1140, 1200, 1260, 1320, 1380, 1440, 1500]), new: points([1020]) }, frame);
    expect(gapsOf(rows, frame)).toEqual([]);
  });
});

describe("figures", () => {
  const rows = rowsOf({ old: points([1020, 1080]), new: [...points([1020], 400), ...points([1080], 100)] }, frame);

  it("take the newest value that is known", () => {
    expect(latest(rows, "new", (sample) => sample.p99)).toBe(0.2);
    expect(latest(rows, "new", (sample) => sample.count)).toBe(100);
  });

  it("weigh errors by samples", () => {
    expect(errorRate(rows, "new")).toBeCloseTo(2 / 500, 10);
    expect(errorRate([], "old")).toBeNull();
  });

  it("name a side whose points mostly lack samples for p99", () => {
    expect(thinSides(rows)).toEqual([]);
    expect(thinSides(rowsOf({ old: points([1020]), new: points([1020], 20) }, frame))).toEqual(["new"]);
  });

  it("know a point that no line would reach", () => {
    expect([1, null, 1, 1].map((_, i, values) => isIsolated(values, i))).toEqual([true, false, false, false]);
  });

  it("leave as comma-separated values exactly as drawn", () => {
    expect(csvOf(rows).split("\n")).toEqual([
      "time,old_p99,old_p50,old_errors,old_samples,new_p99,new_p50,new_errors,new_samples",
      "1970-01-01T00:17:00.000Z,0.2,0.02,1,1000,0.2,0.02,1,400",
      "1970-01-01T00:18:00.000Z,0.2,0.02,1,1000,,0.02,1,100",
      "",
    ]);
  });
});
