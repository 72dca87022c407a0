import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Condition, Rule } from "@/lib/core/evaluation/snapshot.ts";
import { sameRules } from "@/lib/core/stages/subjects.ts";
import { rulesToStore } from "@/lib/switches/schema/rules.ts";
import { draftOf, emptyCondition, readDrafts } from "./draft.ts";
import type { RuleDraft } from "./rule-draft.ts";

const attribute = fc.string({ minLength: 1, maxLength: 20 });
const text = fc.string({ maxLength: 20 });
const whole = fc.integer({ min: -1000, max: 1000 });
const unreadable = fc.constantFrom({}, { unreadable: "holds" as const }, { unreadable: "fails" as const });
const range = { min: fc.option(whole, { nil: undefined }), max: fc.option(whole, { nil: undefined }) };
const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    attribute,
    operator: fc.constant("equals" as const),
    value: fc.oneof(text, whole, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
  }),
  fc.record({
    attribute,
    operator: fc.constant("in" as const),
    values: fc.array(fc.oneof(text, whole), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({ attribute, operator: fc.constant("prefix" as const), value: fc.string({ minLength: 1, maxLength: 9 }) }),
  fc
    .tuple(attribute, fc.record(range), unreadable)
    .map(([name, bounds, rest]) => ({ attribute: name, operator: "number" as const, ...given(bounds), ...rest })),
  fc.tuple(attribute, fc.record(range), unreadable).map(([name, { min, max }, rest]) => ({
    ...{ attribute: name, operator: "semver" as const, ...rest },
    ...given({ min: min?.toString(), max: max?.toString() }),
  })),
);
const rule: fc.Arbitrary<Rule> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 20 }),
  conditions: fc.array(condition, { minLength: 1, maxLength: 4 }),
  result: fc.constantFrom("position", "next"),
});

describe("the fields of rules", () => {
  it("say again what was stored, whatever it is", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), (rules) => {
        expect(sameRules(readDrafts(draftOf(rules)).rules, rules)).toBe(true);
      }),
    );
  });

  it("find fault with what the API refuses, and with nothing else", () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), (rules) => {
        const { faults } = readDrafts(draftOf(rules));
        expect(faults.size === 0).toBe(rulesToStore.safeParse(rules).success);
      }),
    );
  });

  const one = (fields: Partial<RuleDraft["conditions"][0]>): RuleDraft[] => [
    { id: 0, name: "x", result: "next", conditions: [{ ...emptyCondition(1, "age", "equals"), ...fields }] },
  ];
  it.each<[string, RuleDraft[], string, string]>([
    ["no name", [{ ...one({})[0], name: "" } as RuleDraft], "0.name", "missing"],
    ["no condition", [{ id: 0, name: "x", result: "next", conditions: [] }], "0.conditions", "empty"],
    ["no attribute", one({ attribute: "" }), "0.conditions.0.attribute", "missing"],
    ["a word for a number", one({ kind: "number", value: "seven" }), "0.conditions.0.value", "number"],
    ["nothing for a number", one({ kind: "number", value: " " }), "0.conditions.0.value", "number"],
    ["no values", one({ operator: "in", value: "\n" }), "0.conditions.0.value", "missing"],
    ["broken JSON", one({ operator: "in", kind: "json", value: "[1" }), "0.conditions.0.value", "json"],
    ["a bound that is no number", one({ operator: "number", max: "x" }), "0.conditions.0.max", "number"],
    ["a bound that is no version", one({ operator: "semver", max: "<6" }), "0.conditions.0.max", "version"],
    [
      "a rounded one of a list",
      one({ operator: "in", kind: "number", value: "9007199254740993" }),
      "0.conditions.0.value",
      "rounded",
    ],
    ["a name twice", [...one({ value: "a" }), ...one({ value: "b" })], "1.name", "twice"],
  ])("name what is wrong: %s", (_, drafts, path, fault) => {
    expect([...readDrafts(drafts).faults]).toEqual([[path, fault]]);
  });
});
