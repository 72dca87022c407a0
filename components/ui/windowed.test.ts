import fc from "fast-check";
import { expect, it } from "vitest";
import { piecesOf } from "./windowed.ts";

const lists = fc.record({
  heights: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 200 }),
  top: fc.integer({ min: -500, max: 20_000 }),
  length: fc.integer({ min: 0, max: 3000 }),
  kept: fc.integer({ min: 0, max: 200 }),
});

it("keeps the room of what it leaves out, and every item in its order", () => {
  fc.assert(
    fc.property(lists, ({ heights, top, length, kept }) => {
      const pieces = piecesOf(heights, [{ top, bottom: top + length }], (index) => index === kept);
      const sizes = pieces.map((piece) => (piece.is === "gap" ? piece.height : (heights[piece.index] ?? 0)));
      const total = (all: readonly number[]) => all.reduce((sum, height) => sum + height, 0);
      expect(total(sizes)).toBe(total(heights));
      const drawn = pieces.flatMap((piece) => (piece.is === "item" ? [piece.index] : []));
      expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
      if (kept < heights.length) expect(drawn).toContain(kept);
    }),
  );
});

it("draws what is in sight, and of the rest nothing", () => {
  const heights = Array.from({ length: 1000 }, () => 40);
  const pieces = piecesOf(heights, [{ top: 4000, bottom: 4800 }], () => false);
  expect(pieces.filter(({ is }) => is === "item")).toHaveLength(20);
  expect(pieces[0]).toEqual({ is: "gap", height: 4000, after: 0 });
  expect(pieces.at(-1)).toEqual({ is: "gap", height: 35_200, after: 120 });
});
