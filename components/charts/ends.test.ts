import { describe, expect, it } from "vitest";
import { type Point, rowsOf } from "./data.ts";
import { endedSides, endsOf } from "./ends.ts";
import { metricsOf } from "./metric.ts";

const frame = { from: 0, to: 3600, step: 60 };

/** A point a minute, from one minute to before another. */
function points(from: number, until: number, count = 1000): Point[] {
  return Array.from({ length: until - from }, (_, i) => ({ t: (from + i) * 60, count, errors: 1, p50: 0.02, p99: 0.2 }));
}

const endsIn = (old: Point[], fresh: Point[]) => {
  const rows = rowsOf({ old, new: fresh }, frame);
  const ends = endsOf(metricsOf("absolute", rows).upper.lines, rows, frame);
  return Object.fromEntries(ends.map(({ line, row }) => [line.id, row?.t ?? null]));
};

describe("the value at the end of a line", () => {
  it("stands at the present while the path is measured, also while its newest step is filling", () => {
    expect(endsIn(points(0, 60), points(0, 59))).toEqual({ "old-p99": null, "old-p50": null, "new-p99": null, "new-p50": null });
  });

  it("stands at its own time where the path ended", () => {
    const ended = { "old-p99": 1260, "old-p50": 1260 };
    expect(endsIn(points(0, 22), points(0, 60))).toEqual({ ...ended, "new-p99": null, "new-p50": null });
    expect(endedSides(rowsOf({ old: points(0, 22), new: points(0, 60) }, frame), frame)).toEqual([{ side: "old", at: 1320 }]);
  });

  it("stands at its own time where only this figure ended for want of samples", () => {
    const thinning = [...points(0, 22), ...points(22, 60, 50)];
    expect(endsIn(thinning, [])).toEqual({ "old-p99": 1260, "old-p50": null });
  });

  it("is nobody's where there is none, and both ending is a gap", () => {
    expect(endsIn([], [])).toEqual({});
    expect(endedSides(rowsOf({ old: points(0, 22), new: points(0, 22) }, frame), frame)).toEqual([]);
  });
});
