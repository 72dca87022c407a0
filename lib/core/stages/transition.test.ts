import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { courseOf } from "./course.ts";
import type { Facts } from "./facts.ts";
import type { ModuleState } from "./module.ts";
import type { Command } from "./move.ts";
import { AXES, forwardOf, type Position, positionsOf } from "./positions.ts";
import { FULL_SHARE } from "./state.ts";
import {
  factsOf,
  instanceAt,
  moduleAt,
  NOW,
  OLD_APPS_STAY,
  PRESENT,
  secondsAgo,
  switchAt,
  TESTERS_AHEAD,
  toCall,
  toData,
} from "./test-module.ts";
import { RULES, transition } from "./transition.ts";

const ask = (state: ModuleState, command: Command, facts: Facts = factsOf([state])) => transition(state, command, facts, NOW);
const refusals = (...args: Parameters<typeof ask>) => {
  const answer = ask(...args);
  return answer.ok ? [] : answer.refusals.map(({ rule }) => rule);
};

describe("a change", () => {
  test("leads to the next state and says how every rule judged it", () => {
    const answer = ask(moduleAt("shadow"), toData("live"));
    expect(answer).toMatchObject({
      ok: true,
      course: { direction: "forward", way: "forward" },
      next: { position: "live", next: null, secondaryWrites: "required" },
    });
    expect(answer.gates.map(({ rule }) => rule)).toEqual([
      "barrier",
      "secondary-writes",
      "currency",
      "ledger",
      "doubt",
      "health",
    ]);
    expect(answer.gates.every(({ passed, message }) => passed && message.length > 0)).toBe(true);
  });

  test("of a switch that the module lacks is refused", () => {
    expect(refusals({}, toData("live"))).toEqual(["switch"]);
  });

  test("that changes nothing is refused, unless it brings a policy or rules", () => {
    const state = moduleAt("shadow");
    expect(refusals(state, toData("shadow"))).toEqual(["unchanged"]);
    expect(refusals(state, toData("shadow", { secondaryWrites: "required" }))).toEqual(["unchanged"]);
    expect(ask(state, toData("shadow", { secondaryWrites: "best-effort" }))).toMatchObject({
      ok: true,
      course: { direction: "forward", way: "none" },
      next: { secondaryWrites: "best-effort" },
    });
    expect(ask(state, toData("shadow", { paused: true }))).toMatchObject({ ok: true, next: { paused: true } });
    expect(refusals(state, toData("shadow", { rules: [OLD_APPS_STAY] }))).toEqual([]);
  });

  test("hears of everything that stands against it at once", () => {
    const before = moduleAt("shadow", { secondaryWrites: "best-effort" }, switchAt("call", "old"));
    const facts = factsOf([before], {
      ledger: { old: 0, new: 2 },
      leftOut: { old: null, new: PRESENT },
      doubts: [{ service: "order-service", instance: "orders-3", since: secondsAgo(600), stores: ["new"] }],
      instances: [instanceAt(PRESENT)],
    });
    const expected = ["across-axes", "barrier", "secondary-writes", "currency", "ledger", "doubt"];
    expect(refusals(before, toData("live"), facts)).toEqual(expected);
  });

  test("passes over the rules that allow it when overridden, and over no other", () => {
    const state = moduleAt("shadow");
    const facts = factsOf([state], { ledger: { old: 0, new: 2 }, health: { state: "bad", sentence: "p99 doubled." } });
    expect(refusals(state, toData("live"), facts)).toEqual(["ledger", "health"]);
    const overridden = ask(state, toData("live", { override: true }), facts);
    expect(overridden.ok).toBe(true);
    expect(overridden.gates.filter(({ passed }) => !passed).map(({ rule }) => rule)).toEqual(["ledger", "health"]);

    const lax = moduleAt("shadow", { secondaryWrites: "best-effort" });
    expect(refusals(lax, toData("live", { override: true }))).toEqual(["secondary-writes"]);
  });
});

describe("a move back", () => {
  const against: Partial<Facts> = {
    freeze: { until: secondsAgo(-3600), reason: "Singles' Day" },
    approval: { approvedBy: null },
    plan: { id: "p1", kind: "cut-over", by: "lead@example.org" },
    health: { state: "bad", sentence: "p99 doubled." },
  };

  test.each(["change", "rollback", "step"] as const)("as a %s waits for nobody", (act) => {
    for (const [from, to] of [
      ["live", "shadow"],
      ["shadow", "dualwrite"],
      ["dualwrite", "off"],
      ["complete", "rampdown"],
    ] as const) {
      const state = moduleAt(from);
      const rules = refusals(state, toData(to, { act }), factsOf([state], against));
      expect(rules).toEqual(from === "complete" && act === "rollback" ? ["no-return"] : []);
    }
  });

  test("forward the same people stand in the way", () => {
    const state = moduleAt("dualwrite");
    const rules = refusals(state, toData("shadow"), factsOf([state], against));
    expect(rules).toEqual(["freeze", "approval", "in-progress", "health"]);
  });

  test("goes although the switch is held", () => {
    expect(refusals(moduleAt("live", { held: true }), toData("shadow"))).toEqual([]);
    expect(refusals(moduleAt("shadow", { held: true }), toData("live"))).toEqual(["held"]);
  });
});

describe("every state and command", () => {
  const standing = fc.constantFrom(...AXES).chain((axis) =>
    fc.constantFrom(...positionsOf(axis)).chain((position) => {
      const next = forwardOf(axis, position);
      const moving = fc.record({
        axis: fc.constant(axis),
        position: fc.constant(position),
        next: fc.constant(next),
        share: fc.constantFrom(0, 1, 50_000),
      });
      return next === null
        ? fc.constant({ axis, position, next: null, share: 0 })
        : fc.oneof(moving, fc.constant({ axis, position, next: null, share: 0 }));
    }),
  );
  const rules = fc.subarray([OLD_APPS_STAY, TESTERS_AHEAD]);
  const switchState = standing.chain((where) =>
    fc
      .record({
        held: fc.boolean(),
        rules,
        secondaryWrites: fc.constantFrom("best-effort", "required"),
        paused: fc.boolean(),
      } as const)
      .map((rest) => ({ ...where, ...rest })),
  );
  const state = fc
    .array(switchState, { maxLength: 3 })
    .map((all) => Object.fromEntries(all.map((one) => [one.axis, one])) as ModuleState);
  const command: fc.Arbitrary<Command> = fc.record(
    {
      switch: fc.constantFrom(...AXES),
      target: fc.constantFrom("old", "new", ...positionsOf("data"), "elsewhere"),
      share: fc.constantFrom(0, 1, 50_000, FULL_SHARE, -1, 0.5),
      act: fc.constantFrom("change", "rollback", "step"),
      rules,
      secondaryWrites: fc.constantFrom("best-effort", "required"),
      paused: fc.boolean(),
      override: fc.boolean(),
    },
    { requiredKeys: ["switch", "target", "share", "act"] },
  );

  test("has an answer whose refusals are its failed gates", () => {
    fc.assert(
      fc.property(
        state,
        command,
        fc.array(fc.integer({ min: 0, max: PRESENT }), { maxLength: 3 }),
        (before, wanted, acknowledged) => {
          const facts = factsOf([before], { instances: acknowledged.map((revision) => instanceAt(revision)) });
          const answer = ask(before, wanted, facts);
          const failed = answer.gates.filter(({ passed, overridable }) => !passed && !(overridable && wanted.override));
          if (answer.ok) {
            expect(failed).toEqual([]);
            const from = before[wanted.switch] ?? answer.next;
            const paused = wanted.act === "change" ? answer.next.paused : from.paused;
            expect(answer.course).toEqual(courseOf(from, { ...answer.next, paused }));
          } else {
            expect(answer.refusals.length).toBeGreaterThan(0);
            if (answer.gates.length > 0) expect(answer.refusals.map(({ rule }) => rule)).toEqual(failed.map(({ rule }) => rule));
            for (const { message } of answer.refusals) expect(message).not.toMatch(/undefined|null|NaN/);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("needs no rule to be answered", () => {
    const clash = moduleAt("shadow", { secondaryWrites: "best-effort" }, switchAt("call", "old"));
    expect(transition(clash, toData("live"), factsOf([clash]), NOW, []).ok).toBe(true);
    expect(new Set(RULES).size).toBe(RULES.length);
  });
});

test("call goes back only after data is back at shadow", () => {
  expect(refusals(moduleAt("live"), toCall("old"))).toContain("across-axes");
  expect(refusals(moduleAt("shadow"), toCall("old"))).toEqual([]);
});

test("a standing named by its position is a place on the axis", () => {
  const target: Position = "rampdown";
  expect(ask(moduleAt("live"), toData(target, { share: 0 }))).toMatchObject({
    ok: true,
    next: { position: "live", next: "rampdown", share: 0 },
  });
});
