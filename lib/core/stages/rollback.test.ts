import { describe, expect, test } from "vitest";
import { rollbackOrderCases, rollbackTargetCases, walkBackCases } from "../vectors/cases.ts";
import { AXES, type Axis, forwardOf, positionsOf } from "./positions.ts";
import { propose } from "./propose.ts";
import { type HistoryEntry, pastStandings, rollbackOrder, rollbackTarget, type Standings, walkBack } from "./rollback.ts";
import { directionOf, FULL_SHARE, type Standing, sameStanding } from "./state.ts";
import { switchAt } from "./test-module.ts";

test.each(walkBackCases)("walk back $id: $axis $from → $to", ({ axis, from, to, steps }) => {
  expect(walkBack(axis, from, to)).toEqual(steps);
});

test.each(rollbackOrderCases)("rollback order $id: $data", ({ data, order }) => {
  expect(rollbackOrder(data ?? undefined)).toEqual(order);
});

test.each(rollbackTargetCases)("rollback target $id: $name", ({ histories, to }) => {
  const start = Date.parse("2026-01-05T08:00:00Z");
  const present: Standings = {};
  const entries: Partial<Record<Axis, HistoryEntry[]>> = {};
  for (const axis of AXES) {
    const history = histories[axis];
    if (!history) continue;
    entries[axis] = history.map(({ minute, standing }) => ({ at: new Date(start + minute * 60_000), standing }));
    present[axis] = history.at(-1)?.standing;
  }
  expect(rollbackTarget(present, pastStandings(entries))?.standings ?? null).toEqual(to);
});

describe.each(AXES)("every way back on %s", (axis) => {
  const standings = everyStanding(axis);
  const ways = standings.flatMap((from) => standings.map((to) => ({ from, to, steps: walkBack(axis, from, to) })));

  test("is a chain of single admissible moves back that ends at the target", () => {
    for (const { from, to, steps } of ways) {
      let here = from;
      for (const step of steps) {
        const command = { target: step.next ?? step.position, share: step.next === null ? FULL_SHARE : step.share };
        const state = switchAt(axis, here.position, { ...here, held: true });
        expect(propose(state, { ...command, act: "rollback" })).toMatchObject({
          ok: true,
          next: { ...step, held: true },
          course: { direction: "back" },
        });
        here = step;
      }
      if (steps.length > 0) expect(sameStanding(here, to)).toBe(true);
    }
  });

  test("exists exactly where the target is behind", () => {
    for (const { from, to, steps } of ways) expect(steps.length > 0).toBe(directionOf(axis, from, to) === "back");
  });
});

describe("the past of a module", () => {
  const minute = (n: number) => new Date(n * 60_000);
  const old: Standing = { position: "old", next: null, share: 0 };
  const moved: Standing = { position: "new", next: null, share: 0 };

  test("is newest first, without gaps, up to the present", () => {
    const past = pastStandings({
      route: [
        { at: minute(0), standing: old },
        { at: minute(2), standing: moved },
      ],
      call: [
        { at: minute(0), standing: old },
        { at: minute(5), standing: moved },
      ],
    });
    expect(past).toEqual([
      { standings: { route: moved, call: old }, since: minute(2), until: minute(5) },
      { standings: { route: old, call: old }, since: minute(0), until: minute(2) },
    ]);
  });

  test("is empty for a module that never moved, and for none", () => {
    expect(pastStandings({ route: [{ at: minute(0), standing: old }] })).toEqual([]);
    expect(pastStandings({})).toEqual([]);
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
