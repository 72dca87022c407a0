import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FULL, fromStep, LAST_STEP, PRESETS, parseShare, plainShare, presetAfter, toStep } from "./share-scale.ts";

describe("the scale of the share control", () => {
  it("sets the presets at even distances", () => {
    expect(PRESETS.map(toStep)).toEqual([0, 100, 200, 300, 400, 500, 600, 700]);
    expect(PRESETS.map((preset) => fromStep(toStep(preset)))).toEqual(PRESETS);
  });

  it("never runs backwards, and stays within 0 and 100 %", () => {
    const steps = fc.double({ min: 0, max: LAST_STEP, noNaN: true });
    fc.assert(
      fc.property(steps, steps, (a, b) => {
        const [low, high] = [fromStep(Math.min(a, b)), fromStep(Math.max(a, b))];
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(FULL);
      }),
    );
  });

  it("reads back every share it writes, to 0.001 %", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: FULL }), (share) => {
        expect(parseShare(plainShare(share))).toBe(share);
      }),
    );
  });

  it.each([
    ["12,5 %", 12_500],
    ["0.001", 1],
    [" 100 ％", FULL],
    ["7.", 7000],
  ])("understands %j", (text, share) => {
    expect(parseShare(text)).toBe(share);
  });

  it.each(["", "abc", "100.001", "101", "-1", "0.0001", "1e2", "1 2.5.6"])("refuses %j", (text) => {
    expect(parseShare(text)).toBeNull();
  });

  it("proposes the next preset, and everything at the end", () => {
    expect([0, 999, 1000, 33_333, 75_000, FULL].map(presetAfter)).toEqual([1000, 1000, 5000, 50_000, FULL, FULL]);
  });
});
