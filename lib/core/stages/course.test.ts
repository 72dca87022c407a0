import fc from "fast-check";
import { expect, test } from "vitest";
import { courseOf } from "./course.ts";
import { FULL_SHARE } from "./state.ts";
import { OLD_APPS_STAY, switchAt, TESTERS_AHEAD } from "./test-module.ts";

const moving = switchAt("route", "old", { next: "new", share: 50_000 });

test("a change is back only where nobody can go forward by it", () => {
  const direction = (after: Partial<typeof moving>, before = moving) => courseOf(before, { ...before, ...after }).direction;
  expect(direction({ share: 49_999 })).toBe("back");
  expect(direction({ share: 49_999, rules: [TESTERS_AHEAD] })).toBe("forward");
  expect(direction({ share: 49_999, rules: [OLD_APPS_STAY] })).toBe("back");
  expect(direction({ share: 49_999 }, { ...moving, rules: [OLD_APPS_STAY] })).toBe("back");
  expect(direction({ share: 49_999, rules: [] }, { ...moving, rules: [OLD_APPS_STAY] })).toBe("forward");
  expect(direction({ share: 0, next: null, rules: [] }, { ...moving, rules: [OLD_APPS_STAY] })).toBe("back");
  expect(direction({ share: 0, rules: [] }, { ...moving, rules: [TESTERS_AHEAD] })).toBe("back");
});

test("whatever else it changes is forward, though its subjects go back", () => {
  for (const policy of [{ secondaryWrites: "best-effort" }, { checkRatio: 7 }, { paused: true }] as const) {
    expect(courseOf(moving, { ...moving, share: 1, ...policy })).toMatchObject({ direction: "forward", way: "back" });
    expect(courseOf(moving, { ...moving, ...policy })).toMatchObject({ direction: "forward", way: "none", movers: [] });
  }
});

test("where nobody moves it goes as the standings lie", () => {
  const [settled, armed] = [switchAt("route", "old"), switchAt("route", "old", { next: "new" })];
  expect(courseOf(settled, armed)).toMatchObject({ direction: "forward", movers: [] });
  expect(courseOf(armed, settled)).toMatchObject({ direction: "back", movers: [] });
  expect(courseOf(armed, { ...armed, rules: [OLD_APPS_STAY] })).toMatchObject({ direction: "none", movers: [] });
  const rules = [{ ...OLD_APPS_STAY, conditions: [{ attribute: "n", operator: "in" as const, values: [] }] }];
  const pinned = { ...armed, share: FULL_SHARE, rules };
  expect(courseOf(pinned, { ...switchAt("route", "new"), rules: [] })).toMatchObject({ direction: "forward", movers: [] });
});

test("going there and coming back are opposite ways, unless somebody goes forward both times", () => {
  const share = fc.constantFrom(0, 1, 50_000, FULL_SHARE - 1);
  const rules = fc.subarray([TESTERS_AHEAD, OLD_APPS_STAY]);
  const state = fc.record({ share, rules }).map((given) => ({ ...moving, ...given }));
  fc.assert(
    fc.property(state, state, (a, b) => {
      const ways = [courseOf(a, b).way, courseOf(b, a).way].toSorted().join(" ");
      expect(["back forward", "forward forward", "none none"]).toContain(ways);
    }),
  );
});
