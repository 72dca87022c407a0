import fc from "fast-check";
import { expect, test } from "vitest";
import { decide } from "../evaluation/evaluate.ts";
import type { Rule, Snapshot, SnapshotSwitch } from "../evaluation/snapshot.ts";
import { AXES, type Axis, forwardOf, indexOf, type Position, positionsOf } from "./positions.ts";
import type { JointState, Restored } from "./restored.ts";
import { type HistoryEntry, pastStates, rollbackTarget, walkBack } from "./rollback.ts";
import { FULL_SHARE } from "./state.ts";

/** Ten thousand subjects, evaluated as services do. */
const SUBJECTS = Array.from({ length: 10_000 }, (_, n) => ({
  targetingKey: `user-${n}`,
  group: ["test", "beta", "staff", "none"][n % 4],
  appVersion: `6.${Math.floor(n / 4) % 5}.0`,
}));
const SNAPSHOT: Snapshot = { format: 1, project: "p", environment: "e", revision: 1, salt: "salt", switches: {} };

function placesOf(state: Restored): number[] {
  const found = { ...state, key: "k", salt: null } as unknown as SnapshotSwitch;
  return SUBJECTS.map((subject) => {
    const decision = decide(SNAPSHOT, found, subject);
    if ("fault" in decision) throw new Error(decision.fault);
    return indexOf(state.axis, decision.ahead && state.next !== null ? state.next : state.position);
  });
}

const rule: fc.Arbitrary<Rule> = fc.record({
  name: fc.constantFrom("a", "b"),
  conditions: fc.oneof(
    fc.constantFrom("test", "beta").map((value): Rule["conditions"] => [{ attribute: "group", operator: "equals", value }]),
    fc.constantFrom("6.1", "6.3").map((max): Rule["conditions"] => [{ attribute: "appVersion", operator: "semver", max }]),
  ),
  result: fc.constantFrom("position", "next"),
});
const ruleLists = fc.array(rule, { maxLength: 2 });

function stateOn(axis: Axis): fc.Arbitrary<Restored> {
  const standing = fc.constantFrom(...positionsOf(axis)).chain((position) => {
    const next = forwardOf(axis, position);
    const settled = { position, next: null as Position | null, share: 0 };
    if (next === null) return fc.constant(settled);
    return fc.constantFrom(settled, ...[0, 1000, 5000, 50_000, FULL_SHARE].map((share) => ({ position, next, share })));
  });
  const policy = { secondaryWrites: fc.constantFrom("best-effort" as const, "required" as const), checkRatio: fc.nat(1) };
  return fc.record({ standing, rules: ruleLists, ...policy }).map(({ standing: at, rules, ...rest }) => {
    // A full share stands only while rules keep somebody back.
    const pinned = rules.some(({ result }) => result === "position");
    const share = at.share === FULL_SHARE && !pinned ? 99_999 : at.share;
    return { axis, ...at, share, rules, ...rest };
  });
}

const histories = fc.record(
  Object.fromEntries(AXES.map((axis) => [axis, fc.array(fc.tuple(fc.nat(60), stateOn(axis)), { minLength: 1, maxLength: 6 })])),
);

test("after a rollback no subject stands further forward than before it, at any step", () => {
  let walked = 0;
  fc.assert(
    fc.property(histories, (drawn) => {
      const entries: Partial<Record<Axis, HistoryEntry[]>> = {};
      const present: JointState = {};
      for (const axis of AXES) {
        let minute = 0;
        entries[axis] = (drawn[axis] ?? []).map(([after, state]) => {
          minute += after + 1;
          return { at: new Date(minute * 60_000), state };
        });
        present[axis] = entries[axis]?.at(-1)?.state;
      }
      const target = rollbackTarget(present, pastStates(entries))?.states;
      for (const axis of AXES) {
        const [from, to] = [present[axis], target?.[axis]];
        if (!from || !to) continue;
        let before = placesOf(from);
        const steps = walkBack(axis, from, to);
        for (const step of steps) {
          const after = placesOf(step);
          expect(after.every((place, index) => place <= (before[index] as number))).toBe(true);
          before = after;
        }
        // Nobody is left ahead of where the state has them.
        const wanted = placesOf(to);
        expect(before.every((place, index) => place === wanted[index])).toBe(true);
        walked += steps.length;
      }
    }),
    { numRuns: 150 },
  );
  expect(walked).toBeGreaterThan(0);
}, 60_000);
