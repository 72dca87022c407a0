import { describe, expect, it } from "vitest";
import { fillAfter, POINTS_STOPS, STOPS } from "./rail-geometry.ts";

describe("the small rail", () => {
  it("has three stops where the old store answers and three where the new one does", () => {
    expect(STOPS.map(({ x, y }) => [x, y])).toEqual([
      [7, 7],
      [34, 7],
      [61, 7],
      [97, 17],
      [124, 17],
      [151, 17],
    ]);
  });

  it("measures along the track, which slopes between Shadow read and Live", () => {
    expect(STOPS.map(({ along }) => Number(along.toFixed(1)))).toEqual([0, 27, 54, 92.4, 119.4, 146.4]);
  });

  it("fills from the ring to the next stop, and shows even the smallest share", () => {
    const [smallest, quarter, full] = [0.00001, 0.25, 1].map((share) => fillAfter(STOPS, 2, share));
    expect(smallest?.length).toBe(2);
    expect(quarter?.start).toBeCloseTo(59.5, 1);
    expect(quarter?.length).toBeCloseTo(7.3, 1);
    expect((full?.start ?? 0) + (full?.length ?? 0)).toBeCloseTo((STOPS[3]?.along ?? 0) - 3.5, 5);
  });

  it("fills nothing without a share or without a next stop", () => {
    expect(fillAfter(STOPS, 2, 0)).toBeNull();
    expect(fillAfter(STOPS, 5, 0.5)).toBeNull();
    expect(fillAfter(POINTS_STOPS, 1, 0.5)).toBeNull();
  });
});
