import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ruleCases } from "../vectors/cases.ts";
import { matchRule } from "./rules.ts";
import { compareVersions } from "./semver.ts";

test.each(ruleCases)("rule $id: $name", ({ conditions, context, matches }) => {
  const rule = { name: "only", conditions, result: "next" } as const;
  expect(matchRule([rule], context)).toBe(matches ? rule : null);
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

describe("compareVersions", () => {
  const part = fc.nat(12);
  const identifier = fc.oneof(part.map(String), fc.constantFrom("alpha", "beta", "rc", "x-1"));
  const version = fc
    .tuple(part, part, part, fc.array(identifier, { maxLength: 3 }))
    .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre.length > 0 ? `-${pre.join(".")}` : ""}`);
  const compare = (a: string, b: string) => compareVersions(a, b) ?? Number.NaN;

  test("is a total order", () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compare(a, a)).toBe(0);
        expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
        if (compare(a, b) === 0) expect(a).toBe(b);
      }),
      { numRuns: 2000 },
    );
  });

  test("answers null for anything else, and never throws", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const answer = compareVersions(text, "1.0.0");
        expect(answer === null || Number.isFinite(answer)).toBe(true);
      }),
    );
    expect(compareVersions("1.0.0", "one")).toBeNull();
  });
});
