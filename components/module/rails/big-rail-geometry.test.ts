import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { along, fillOf, NARROW, placeWords, WIDE } from "./big-rail-geometry.ts";

describe("the large rail", () => {
  it("grows from stop to stop", () => {
    for (const drawing of [WIDE, NARROW]) {
      const lengths = drawing.xs.map((_, index) => along(drawing, index));
      expect(lengths[0]).toBe(0);
      expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    }
  });

  it("fills between the ring and the next stop, visibly from the first subject on", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 99_999 }), (at, thousandths) => {
        const fill = fillOf(WIDE, at, thousandths / 100_000);
        expect(fill?.length).toBeGreaterThanOrEqual(2);
        expect((fill?.start ?? 0) + (fill?.length ?? 0)).toBeLessThanOrEqual(along(WIDE, at + 1));
      }),
    );
    expect(fillOf(WIDE, 2, 0)).toBeNull();
    expect(fillOf(WIDE, 5, 0.5)).toBeNull();
  });

  it("keeps words apart and inside the drawing", () => {
    const words = [
      { index: 3, text: "Live" },
      { index: 4, text: "Ramp-down 25.125 %" },
      { index: 5, text: "Complete" },
    ];
    const placed = placeWords(NARROW, words);
    expect(placed.map(({ row }) => row)).toEqual([0, 0, 1]);
    expect(placed[0]).toMatchObject({ anchor: "middle", x: NARROW.xs[3] });
    expect(placed[2]).toMatchObject({ anchor: "end", x: NARROW.width });
  });
});
