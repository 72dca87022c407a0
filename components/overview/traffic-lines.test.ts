import { describe, expect, it } from "vitest";
import { linesOf } from "./traffic-lines.ts";

describe("the lines of requests answered", () => {
  it("place both paths as parts of the whole", () => {
    const lines = linesOf({ from: 0, to: 3600, points: [{ t: 1800, old: 75, new: 25 }] });
    expect(lines).toMatchObject({ old: [[{ x: 50, y: 25 }]], new: [[{ x: 50, y: 75 }]], newest: 0.25 });
  });

  it("leave a gap where nothing was measured, instead of drawing zero", () => {
    const points = [0, 60, 600, 660].map((t) => ({ t, old: 1, new: 1 }));
    expect(linesOf({ from: 0, to: 3600, points }).new.map((stretch) => stretch.length)).toEqual([2, 2]);
  });

  it("name the gaps before, between and after, and when the newest point is not the present", () => {
    const points = [900, 960, 1800].map((t) => ({ t, old: 1, new: 1 }));
    const { gaps, endedAt } = linesOf({ from: 0, to: 3600, points });
    expect(gaps.map(({ from, to }) => [Math.round(from), Math.round(to)])).toEqual([
      [0, 25],
      [27, 50],
      [50, 100],
    ]);
    expect(endedAt).toBe(1800);
    expect(linesOf({ from: 0, to: 1900, points }).endedAt).toBeNull();
  });

  it("say nothing of an hour without requests", () => {
    const lines = linesOf({ from: 0, to: 3600, points: [{ t: 60, old: 0, new: 0 }] });
    expect(lines).toEqual({ old: [], new: [], gaps: [], newest: null, endedAt: null });
  });
});
