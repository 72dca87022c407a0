import { describe, expect, test } from "vitest";
import { rollbackOrderCases, rollbackTargetCases, walkBackCases } from "../vectors/cases.ts";
import { AXES, type Axis, forwardOf, positionsOf } from "./positions.ts";
import { propose } from "./propose.ts";
import { besides, type JointState, type Restored, settledFrom } from "./restored.ts";
import { type HistoryEntry, isBehind, pastStates, rollbackOrder, rollbackTarget, walkBack } from "./rollback.ts";
import { directionOf, FULL_SHARE, type Standing, sameStanding } from "./state.ts";
import { OLD_APPS_STAY, switchAt, TESTERS_AHEAD } from "./test-module.ts";

const DEFAULTS = { rules: [], secondaryWrites: "best-effort" as const, checkRatio: 100_000 };
const stateAt = (axis: Axis, given: Standing & Partial<Restored>): Restored => ({ ...DEFAULTS, ...given, axis });

test.each(walkBackCases)("walk back $id: $axis $from → $to", ({ axis, from, to, steps }) => {
  expect(walkBack(axis, stateAt(axis, from), stateAt(axis, to))).toEqual(steps.map((step) => stateAt(axis, step)));
});

test.each(rollbackOrderCases)("rollback order $id: $data", ({ data, order }) => {
  expect(rollbackOrder(data ?? undefined)).toEqual(order);
});

test.each(rollbackTargetCases)("rollback target $id: $name", ({ histories, to }) => {
  const start = Date.parse("2026-01-05T08:00:00Z");
  const present: JointState = {};
  const entries: Partial<Record<Axis, HistoryEntry[]>> = {};
  for (const axis of AXES) {
    const history = (histories[axis] ?? []).map(({ minute, standing, ...beside }) => ({
      at: new Date(start + minute * 60_000),
      state: stateAt(axis, { ...standing, ...beside }),
    }));
    if (history.length === 0) continue;
    entries[axis] = history;
    present[axis] = history.at(-1)?.state;
  }
  const found = rollbackTarget(present, pastStates(entries))?.states ?? null;
  const wanted = Object.entries(to ?? {}).map(([axis, state]) => [axis, stateAt(axis as Axis, state)]);
  expect(found).toEqual(to && Object.fromEntries(wanted));
});

describe.each(AXES)("every way back on %s", (axis) => {
  const standings = everyStanding(axis);
  const ways = standings.flatMap((from) =>
    standings.map((to) => ({ from, to, steps: walkBack(axis, stateAt(axis, from), stateAt(axis, to)) })),
  );

  test("is a chain of single admissible moves back that ends at the target", () => {
    for (const { from, to, steps } of ways) {
      let here = switchAt(axis, from.position, from);
      for (const { position, next, share } of steps) {
        const command = { target: next ?? position, share: next === null ? FULL_SHARE : share, act: "rollback" as const };
        const proposed = propose({ ...here, held: true }, command);
        expect(proposed).toMatchObject({ ok: true, next: { position, next, share }, course: { way: "back" } });
        if (proposed.ok) here = proposed.next;
      }
      if (steps.length > 0) expect(sameStanding(here, to)).toBe(true);
    }
  });

  test("exists exactly where the target is behind", () => {
    for (const { from, to, steps } of ways) expect(steps.length > 0).toBe(directionOf(axis, from, to) === "back");
  });
});

describe("a whole state", () => {
  const split = { position: "old", next: "new", share: 5000 } as const;
  const now = stateAt("route", { ...split, rules: [TESTERS_AHEAD, OLD_APPS_STAY] });

  test("comes back in one step where the share stays and a rule goes", () => {
    const before = stateAt("route", { ...split, rules: [OLD_APPS_STAY] });
    expect(isBehind({ route: now }, { route: before })).toBe(true);
    expect(isBehind({ route: before }, { route: now })).toBe(false);
    expect(walkBack("route", now, before)).toEqual([before]);
    expect(walkBack("route", before, now)).toEqual([]);
  });

  test("brings its rules with the first step of several", () => {
    const data = stateAt("data", { position: "live", next: "rampdown", share: 5000, rules: [TESTERS_AHEAD] });
    const before = stateAt("data", { position: "dualwrite", next: "shadow", share: 100, rules: [OLD_APPS_STAY] });
    expect(walkBack("data", data, before).map(({ position, next, rules }) => [position, next, rules])).toEqual([
      ["live", null, [OLD_APPS_STAY]],
      ["shadow", null, [OLD_APPS_STAY]],
      ["dualwrite", "shadow", [OLD_APPS_STAY]],
    ]);
  });

  test("of a named position keeps the rules that keep subjects back", () => {
    expect(settledFrom(now, "old")).toEqual(stateAt("route", { position: "old", next: null, share: 0, rules: [OLD_APPS_STAY] }));
  });

  test("tells what else is different than the share", () => {
    const before = stateAt("route", { ...split, rules: [OLD_APPS_STAY], checkRatio: 1000 });
    expect(besides(now, before)).toEqual({
      gone: [TESTERS_AHEAD],
      came: [],
      reordered: false,
      secondaryWrites: null,
      checkRatio: 1000,
    });
    expect(besides(now, { ...now, rules: [OLD_APPS_STAY, TESTERS_AHEAD] })).toMatchObject({ gone: [], reordered: true });
  });

  test("of a switch that moves nobody opens no way forward", () => {
    const settled = stateAt("route", { position: "old", next: null, share: 0 });
    const armed = stateAt("route", { position: "old", next: "new", share: 0 });
    expect(walkBack("route", settled, armed)).toEqual([]);
    expect(walkBack("route", settled, { ...armed, rules: [OLD_APPS_STAY] })).toEqual([{ ...settled, rules: [OLD_APPS_STAY] }]);
  });
});

describe("the past of a module", () => {
  const minute = (n: number) => new Date(n * 60_000);
  const old = (axis: Axis) => stateAt(axis, { position: "old", next: null, share: 0 });
  const moved = (axis: Axis) => stateAt(axis, { position: "new", next: null, share: 0 });

  test("is newest first, without gaps, up to the present", () => {
    const past = pastStates({
      route: [
        { at: minute(0), state: old("route") },
        { at: minute(2), state: moved("route") },
      ],
      call: [
        { at: minute(0), state: old("call") },
        { at: minute(5), state: moved("call") },
      ],
    });
    expect(past).toEqual([
      { states: { route: moved("route"), call: old("call") }, since: minute(2), until: minute(5) },
      { states: { route: old("route"), call: old("call") }, since: minute(0), until: minute(2) },
    ]);
  });

  test("is empty for a module that never moved, and for none", () => {
    expect(pastStates({ route: [{ at: minute(0), state: old("route") }] })).toEqual([]);
    expect(pastStates({})).toEqual([]);
    expect(rollbackTarget({}, [])).toBeNull();
  });
});

function everyStanding(axis: Axis): Standing[] {
  return positionsOf(axis).flatMap((position) => {
    const next = forwardOf(axis, position);
    const moving = next === null ? [] : [0, 1, 50_000, 99_999].map((share) => ({ position, next, share }));
    return [{ position, next: null, share: 0 }, ...moving];
  });
}
