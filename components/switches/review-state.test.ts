import { describe, expect, it } from "vitest";
import type { Axis, Position } from "@/lib/core/stages/positions.ts";
import type { SwitchView } from "@/lib/switches/schema.ts";
import { bodyOf, canRebase, directionAfter, newPart, raiseTarget, standingAfter } from "./review-state.ts";

function view(axis: Axis, position: Position, next: Position | null = null, share = 0): SwitchView {
  const shown = {
    key: `orders.${axis}`,
    module: "orders",
    environment: "production",
    rules: [],
    checkRatio: 100_000,
    held: false,
  };
  const rest = { version: 1, revision: 1, updatedAt: "2027-02-24T00:00:00Z", lastChange: null, rollbackTo: null, moves: [] };
  return { ...shown, ...rest, axis, position, next, share, propagation: { applied: 0, of: 0, waiting: [] } };
}

describe("a proposal under review", () => {
  const shadow = view("data", "shadow", "live", 10_000);

  it("goes to the position after the one stood at, and nowhere from the last", () => {
    expect([raiseTarget(view("route", "old")), raiseTarget(shadow), raiseTarget(view("data", "complete"))]).toEqual([
      "new",
      "live",
      null,
    ]);
  });

  it("names the wanted share, and settles when nobody or everybody moves", () => {
    expect(standingAfter(shadow, { target: "live", share: 25_000 })).toEqual({ position: "shadow", next: "live", share: 25_000 });
    expect(standingAfter(shadow, { target: "live", share: 100_000 })).toEqual({ position: "live", next: null, share: 0 });
    expect(bodyOf(shadow, { target: "live", share: 0 })).toEqual({ target: "shadow", share: 100_000 });
    expect(standingAfter(shadow, { target: "live", share: 0 })).toEqual({ position: "shadow", next: null, share: 0 });
  });

  it("knows forward from back", () => {
    const direction = (share: number) => directionAfter(shadow, { target: "live", share });
    expect([direction(25_000), direction(5000), direction(0), direction(10_000)]).toEqual(["forward", "back", "back", "none"]);
  });

  it("counts whom the new side answers: stages by the store they return from", () => {
    expect(newPart("data", { position: "dualwrite", next: "shadow", share: 50_000 })).toBe(0);
    expect(newPart("data", { position: "shadow", next: "live", share: 25_000 })).toBe(0.25);
    expect(newPart("data", { position: "live", next: "rampdown", share: 25_000 })).toBe(1);
    expect(newPart("route", { position: "old", next: "new", share: 10_000 })).toBeCloseTo(0.1);
    expect(newPart("route", { position: "new", next: null, share: 0 })).toBe(1);
  });

  it("survives somebody else's share, not their stage", () => {
    expect(canRebase(shadow, view("data", "shadow", "live", 30_000))).toBe(true);
    expect(canRebase(shadow, view("data", "live"))).toBe(false);
  });
});
