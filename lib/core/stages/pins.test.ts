import fc from "fast-check";
import { expect, test } from "vitest";
import { decide } from "../evaluation/evaluate.ts";
import { type EvaluationContext, matchRule } from "../evaluation/rules.ts";
import type { Rule, Snapshot, SnapshotSwitch } from "../evaluation/snapshot.ts";
import { positionsInUse, type SwitchState } from "./module.ts";
import { AXES, firstPosition, indexOf, type Position, positionsOf } from "./positions.ts";
import { propose } from "./propose.ts";
import { FULL_SHARE } from "./state.ts";
import { OLD_APPS_STAY, switchAt, TESTERS_AHEAD } from "./test-module.ts";

/** Rules over the whole life of a switch: whom they keep back stays there until they are dropped, by name. */

const SNAPSHOT: Snapshot = { format: 1, project: "p", environment: "e", revision: 1, salt: "salt", switches: {} };
const SUBJECTS: EvaluationContext[] = ["6.1.9", "6.2.0", undefined].flatMap((appVersion) =>
  ["test", undefined].flatMap((group) =>
    [0, 1, 2, 3].map((n) => ({
      targetingKey: `user-${n}`,
      ...(appVersion && { appVersion }),
      ...(group && { group }),
    })),
  ),
);

function placeOf(state: SwitchState, context: EvaluationContext): Position {
  const decision = decide(SNAPSHOT, { ...state, key: "orders.data", salt: null } as unknown as SnapshotSwitch, context);
  if ("fault" in decision) throw new Error(decision.fault);
  return decision.ahead && state.next ? state.next : state.position;
}

const ruleLists = fc.shuffledSubarray([OLD_APPS_STAY, TESTERS_AHEAD, { ...OLD_APPS_STAY, name: "again" }]);
const steps = fc.array(
  fc.record({
    target: fc.nat(),
    share: fc.constantFrom(0, 1, 50_000, FULL_SHARE - 1, FULL_SHARE, FULL_SHARE, FULL_SHARE),
    rules: fc.option(ruleLists, { nil: undefined, freq: 6 }),
  }),
  { minLength: 1, maxLength: 40 },
);

test("nobody whom a rule keeps back goes forward but by a change of rules, which is called forward", () => {
  let settled = 0;
  let full = 0;
  fc.assert(
    fc.property(fc.constantFrom(...AXES), steps, (axis, life) => {
      let state = switchAt(axis, firstPosition(axis));
      for (const { target, share, rules } of life) {
        const positions = positionsOf(axis);
        const change = { target: positions[target % positions.length] as Position, share, rules, act: "change" as const };
        const proposed = propose(state, change);
        if (!proposed.ok) continue;
        const { next, course } = proposed;
        for (const subject of SUBJECTS) {
          const [from, to] = [placeOf(state, subject), placeOf(next, subject)];
          const ahead = indexOf(axis, to) - indexOf(axis, from);
          if (ahead > 0) expect(course.direction).toBe("forward");
          const kept = (rulesOf: readonly Rule[]) => matchRule(rulesOf, subject)?.result === "position";
          if (kept(state.rules) && kept(next.rules)) expect(ahead).toBeLessThanOrEqual(0);
          if (kept(state.rules) && kept(next.rules) && state.position === next.position) expect(to).toBe(from);
          expect(positionsInUse(next)).toContain(to);
        }
        if (next.share === FULL_SHARE) full += 1;
        if (next.next === null) settled += 1;
        state = next;
      }
    }),
    { numRuns: 400 },
  );
  expect(Math.min(settled, full)).toBeGreaterThan(100);
});

const others = switchAt("data", "dualwrite", { next: "shadow", share: FULL_SHARE, rules: [TESTERS_AHEAD, OLD_APPS_STAY] });

test("a switch whose others have all moved goes on only when what keeps subjects back is dropped", () => {
  const on = propose(others, { target: "live", share: 1, act: "change" });
  expect(on).toMatchObject({ ok: false, refusals: [{ rule: "pinned", detail: { rules: [{ name: "old apps" }] } }] });
  expect(on.ok || on.refusals[0]?.message).toBe(
    "A rule keeps subjects at dualwrite: “old apps”. Drop it first, which moves those subjects to shadow.",
  );
  const dropped = propose(others, { target: "shadow", share: FULL_SHARE, rules: [TESTERS_AHEAD], act: "change" });
  expect(dropped).toMatchObject({
    ok: true,
    next: { position: "shadow", next: null, share: 0 },
    course: { direction: "forward", movers: [{ rule: OLD_APPS_STAY, from: "dualwrite", to: "shadow" }] },
  });
});

test("a switch settles at once where no rule keeps anybody back, and can be taken back from where one does", () => {
  const settle = propose({ ...others, share: 5, rules: [TESTERS_AHEAD] }, { target: "shadow", share: FULL_SHARE, act: "change" });
  expect(settle).toMatchObject({ ok: true, next: { position: "shadow", next: null } });
  const full = propose({ ...others, share: 5 }, { target: "shadow", share: FULL_SHARE, act: "change" });
  expect(full).toMatchObject({ ok: true, next: { position: "dualwrite", next: "shadow", share: FULL_SHARE } });
  const back = propose(others, { target: "dualwrite", share: FULL_SHARE, act: "change" });
  expect(back).toMatchObject({ ok: true, next: { position: "dualwrite", next: null }, course: { direction: "back" } });
});

test("a rule on a switch that has settled keeps its subjects there, not at the position before", () => {
  const settled = switchAt("data", "shadow");
  const pinned = propose(settled, { target: "shadow", share: FULL_SHARE, rules: [OLD_APPS_STAY], act: "change" });
  expect(pinned).toMatchObject({ ok: true, next: { position: "shadow", next: null }, course: { direction: "none", movers: [] } });
  const behind = propose(settled, { target: "dualwrite", share: 0, rules: [OLD_APPS_STAY], act: "change" });
  expect(behind).toMatchObject({
    ok: true,
    next: { position: "dualwrite", next: "shadow", share: FULL_SHARE },
    course: { direction: "back", movers: [{ rule: OLD_APPS_STAY, from: "shadow", to: "dualwrite" }] },
  });
});
