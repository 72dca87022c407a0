import { expect, test } from "vitest";
import { parseExactly } from "../text/exact-json.ts";
import { ruleCases, wholeNumberCases } from "../vectors/cases.ts";
import { type EvaluationContext, matchRule } from "./rules.ts";
import type { Rule } from "./snapshot.ts";

test.each(ruleCases)("rule $id: $name", ({ conditions, context, result = "next", matches }) => {
  const rule: Rule = { name: "only", conditions, result };
  expect(matchRule([rule], context)).toBe(matches ? rule : null);
});

test.each(wholeNumberCases)("whole number $id: $name", ({ condition, context, result, matches }) => {
  const rule: Rule = { name: "only", conditions: [condition], result };
  expect(matchRule([rule], parseExactly(context) as EvaluationContext)).toBe(matches ? rule : null);
});

test("what a rule cannot read is told once a rule, with the switch it belongs to, and what it can read is not", () => {
  const below = { attribute: "v", operator: "semver", max: "6.2.0" } as const;
  const pins: Rule[] = [
    { name: "ios", conditions: [{ attribute: "os", operator: "equals", value: "ios" }, below], result: "position" },
    { name: "twice", conditions: [{ ...below, unreadable: "holds" }, below], result: "next" },
  ];
  const told: unknown[] = [];
  const noted = (key: string, rule: Rule, value: unknown) => told.push([key, rule.name, value]);
  matchRule(pins, { v: "latest" }, noted, "orders.route");
  expect(told).toEqual([["orders.route", "twice", "latest"]]);
  matchRule(pins, { os: "ios", v: "6.1-" }, noted, "orders.route");
  expect(told.slice(1)).toEqual([["orders.route", "ios", "6.1-"]]);
  matchRule(pins, { os: "ios", v: "6.3" }, noted, "orders.route");
  matchRule(pins, { os: "ios" }, noted, "orders.route");
  expect(told).toHaveLength(2);
});

test("the first rule that matches decides", () => {
  const first = { name: "first", conditions: [{ attribute: "plan", operator: "prefix", value: "g" }], result: "next" } as const;
  const second = {
    name: "second",
    conditions: [{ attribute: "plan", operator: "equals", value: "gold" }],
    result: "position",
  } as const;
  const rules = [first, second].map((rule) => ({ ...rule, conditions: [...rule.conditions] }));
  expect(matchRule(rules, { plan: "gold" })).toBe(rules[0]);
  expect(matchRule(rules.toReversed(), { plan: "gold" })).toBe(rules[1]);
  expect(matchRule([], { plan: "gold" })).toBeNull();
});
