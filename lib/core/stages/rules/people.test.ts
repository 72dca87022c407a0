import { expect, test } from "vitest";
import type { Rule as SubjectRule } from "../../evaluation/snapshot.ts";
import type { Facts } from "../facts.ts";
import type { Command, Rule } from "../move.ts";
import { factsOf, moduleAt, NOW, OLD_APPS_STAY, secondsAgo, TESTERS_AHEAD, toData } from "../test-module.ts";
import { RULES, transition } from "../transition.ts";
import { approval, freeze, health, held, plan } from "./people.ts";

const forward = (rule: Rule, facts: Partial<Facts>, act: Command["act"] = "change") => {
  const state = moduleAt("dualwrite");
  return transition(state, toData("shadow", { act }), factsOf([state], facts), NOW, [rule]).gates[0];
};

test("a freeze window says until when and why", () => {
  const gate = forward(freeze, { freeze: { until: secondsAgo(-60), reason: "year-end close" } });
  expect(gate).toMatchObject({ passed: false, overridable: false });
  expect(gate?.message).toBe("Forward moves are frozen until 2026-03-02T10:01:00.000Z: year-end close");
  expect(forward(freeze, {})).toBeUndefined();
});

test("a second person agrees where the environment asks for one", () => {
  expect(forward(approval, {})).toBeUndefined();
  expect(forward(approval, { approval: { approvedBy: null } })).toMatchObject({ passed: false, overridable: false });
  expect(forward(approval, { approval: { approvedBy: "ada" } })).toMatchObject({ passed: true, message: "Approved by ada." });
});

test("one plan at a time, whose own steps it does not hinder", () => {
  const facts = { plan: { id: "p1", kind: "rollback", by: "oncall" } };
  expect(forward(plan, facts)).toMatchObject({ rule: "in-progress", passed: false, detail: facts.plan });
  expect(forward(plan, facts, "step")).toBeUndefined();
});

test("only a bad verdict stands against a move, and a reason may override it", () => {
  for (const state of ["ok", "watch", "unknown", "held"] as const) {
    expect(forward(health, { health: { state, sentence: "So it is." } })?.passed).toBe(true);
  }
  expect(forward(health, { health: { state: "bad", sentence: "p99 doubled." } })).toMatchObject({
    passed: false,
    overridable: true,
    message: "p99 doubled.",
  });
});

test("rules that send subjects ahead wait for people like a raise does", () => {
  const moving = moduleAt("dualwrite", { next: "shadow", held: true });
  const facts = factsOf([moving], { approval: { approvedBy: null }, freeze: { until: secondsAgo(-60), reason: "year end" } });
  const replacing = (rule: SubjectRule) => {
    const command = toData("shadow", { share: 0, rules: [rule] });
    return transition(moving, command, facts, NOW, RULES).gates.filter(({ passed }) => !passed);
  };
  expect(replacing(TESTERS_AHEAD).map(({ rule }) => rule)).toEqual(["held", "freeze", "approval"]);
  expect(replacing(OLD_APPS_STAY)).toEqual([]);
  expect(
    transition(moduleAt("dualwrite", { held: true }), toData("dualwrite", { rules: [TESTERS_AHEAD] }), facts, NOW, [held]).ok,
  ).toBe(true);
});
