import { expect, test } from "vitest";
import { type FrictionEnvironment, frictionOf, lacking } from "./friction.ts";
import { directionOf, FULL_SHARE, type Standing } from "./state.ts";

const PRESETS = [0, 1, 5, 10, 25, 50, 75, 100].map((percent) => (percent * FULL_SHARE) / 100);
const production: FrictionEnvironment = { protected: true, stepLimit: null };
const staging = { protected: false, stepLimit: null };

const at = (share: number): Standing =>
  share === FULL_SHARE ? { position: "new", next: null, share: 0 } : { position: "old", next: "new", share };
const data = (position: string, next: string | null = null, share = 0) => ({ position, next, share }) as Standing;
const level = (axis: "route" | "data", from: Standing, to: Standing, environment = production, failed = false) =>
  frictionOf({ axis, ...from }, { axis, ...to }, directionOf(axis, from, to), environment, failed);

test("every neighbour in the presets is within the step limit, both ways", () => {
  for (const [index, share] of PRESETS.entries()) {
    const next = PRESETS[index + 1];
    if (next === undefined) continue;
    expect(level("route", at(share), at(next))).toBe(2);
    expect(level("route", at(share), at(next), staging)).toBe(1);
    expect(level("route", at(next), at(share))).toBe("R");
  }
});

test("a larger raise, a failed gate and entering complete ask for typing", () => {
  expect(level("route", at(1000), at(10_000))).toBe(3);
  expect(level("route", at(0), at(FULL_SHARE))).toBe(3);
  expect(level("route", at(0), at(FULL_SHARE), staging)).toBe(1);
  expect(level("route", at(0), at(FULL_SHARE), { protected: false, stepLimit: 50_000 })).toBe(3);
  expect(level("route", at(0), at(1000), staging, true)).toBe(3);
  expect(level("data", data("rampdown"), data("rampdown", "complete", 1), staging)).toBe(3);
  expect(level("data", data("rampdown", "complete", 1000), data("rampdown", "complete", 1001), staging)).toBe(1);
});

test("going back is one key, except out of complete", () => {
  expect(level("data", data("live"), data("shadow"))).toBe("R");
  expect(level("data", data("rampdown", "complete", 1000), data("rampdown", "complete", 1))).toBe("R");
  expect(level("data", data("complete"), data("rampdown"))).toBe(2);
  expect(level("data", data("rampdown", "complete", 1000), data("rampdown"))).toBe(2);
});

test("says what a level needs and the request lacks", () => {
  const rules = (...args: Parameters<typeof lacking>) => lacking(...args).map(({ rule }) => rule);
  expect(rules("R", {}, "orders", false)).toEqual([]);
  expect(rules(1, {}, "orders", false)).toEqual([]);
  expect(rules(2, { reason: "too short" }, "orders", false)).toEqual(["reason"]);
  expect(rules(3, {}, "orders", true)).toEqual(["reason", "confirm", "override"]);
  const given = { reason: "canary was quiet", confirm: "orders", override: "known and accepted" };
  expect(rules(3, given, "orders", true)).toEqual([]);
});
