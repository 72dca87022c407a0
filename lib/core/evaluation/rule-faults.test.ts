import { describe, expect, test } from "vitest";
import { faultsOf, warningsOf } from "./rule-faults.ts";
import type { Condition, Rule } from "./snapshot.ts";

const rule = (condition: Condition, more: Partial<Rule> = {}): Rule => ({
  name: "only",
  conditions: [condition],
  result: "position",
  ...more,
});
const told = (faults: { path: readonly (string | number)[]; message: string }[]) =>
  faults.map(({ path, message }) => [path.join("."), message]);
const subject = "targetingKey";

describe("what is refused", () => {
  test.each<[string, Condition, string, RegExp]>([
    ["versions the wrong way round", { attribute: "v", operator: "semver", min: "6.2", max: "6.1.9" }, "max", /not above min/],
    ["the same version twice", { attribute: "v", operator: "semver", min: "6.2", max: "6.2.0.0" }, "max", /not above min/],
    ["a comparison as a bound", { attribute: "v", operator: "semver", max: "<6.2.0" }, "max", /no version/],
    ["a wildcard as a bound", { attribute: "v", operator: "semver", min: "6.x" }, "min", /no version/],
    ["a bound of ten kilobytes", { attribute: "v", operator: "semver", min: "6.".repeat(5120) }, "min", /no version/],
    ["numbers the wrong way round", { attribute: "n", operator: "number", min: 2, max: 1 }, "max", /not above min/],
    ["the same number twice", { attribute: "n", operator: "number", min: 2, max: 2 }, "max", /not above min/],
    ["a bound that is rounded", { attribute: "n", operator: "number", min: 2 ** 53 }, "min", /2\^53/],
    ["a number that is rounded", { attribute: "n", operator: "equals", value: -(2 ** 53) }, "value", /2\^53/],
    ["one of several that is rounded", { attribute: "n", operator: "in", values: [1, 2 ** 60] }, "values.1", /2\^53/],
    ["numbers of a subject", { attribute: subject, operator: "number", min: 1 }, "operator", /targetingKey is text/],
    ["a number as the subject", { attribute: subject, operator: "equals", value: 7 }, "value", /targetingKey is text/],
    ["true as the subject", { attribute: subject, operator: "equals", value: true }, "value", /targetingKey is text/],
    ["a number among subjects", { attribute: subject, operator: "in", values: ["7", 7] }, "values", /targetingKey is text/],
  ])("%s", (_, condition, field, message) => {
    expect(
      told(faultsOf([rule({ attribute: "os", operator: "equals", value: "ios" }, { name: "fine" }), rule(condition)])),
    ).toEqual([[`1.conditions.0.${field}`, expect.stringMatching(message)]]);
  });

  test("a name used before", () => {
    const rules = ["a", "b", "a"].map((name) => rule({ attribute: "os", operator: "equals", value: name }, { name }));
    expect(told(faultsOf(rules))).toEqual([["2.name", "is the name of rule 0"]]);
  });

  test("a list that is too long to send to everybody, whatever it is long of", () => {
    const values = Array.from({ length: 1000 }, (_, i) => `${i}`.padEnd(150, "x"));
    expect(told(faultsOf([rule({ attribute: "user", operator: "in", values })]))).toEqual([
      ["", expect.stringMatching(/at most 100000 characters/)],
    ]);
  });
});

describe("what is allowed without a word", () => {
  test.each<[string, Condition]>([
    ["an open range", { attribute: "v", operator: "semver", max: "6.2.0 (1204)" }],
    ["a range within one version", { attribute: "v", operator: "semver", min: "6.2.0-alpha", max: "6.2.0" }],
    ["the largest number that is not rounded", { attribute: "n", operator: "equals", value: 2 ** 53 - 1 }],
    ["a decimal", { attribute: "n", operator: "number", min: 0.1, max: 0.2 }],
    ["subjects", { attribute: subject, operator: "in", values: ["9007199254740993"] }],
  ])("%s", (_, condition) => {
    expect(faultsOf([rule(condition)])).toEqual([]);
    expect(warningsOf([rule(condition)])).toEqual([]);
  });
});

describe("what is allowed with a warning", () => {
  test.each<[string, Condition, string]>([
    ["unbounded", { attribute: "v", operator: "semver" }, "operator"],
    ["unbounded", { attribute: "n", operator: "number" }, "operator"],
    ["subject-as-version", { attribute: subject, operator: "semver", min: "1" }, "operator"],
    ["blank", { attribute: "plan", operator: "equals", value: "gold " }, "value"],
    ["blank", { attribute: "plan", operator: "in", values: ["gold", " staff"] }, "values"],
  ])("%s", (warning, condition, field) => {
    expect(faultsOf([rule(condition)])).toEqual([]);
    expect(warningsOf([rule(condition)])).toMatchObject([{ warning, path: [0, "conditions", 0, field] }]);
  });

  test("an attribute that is text to one rule and a number to another", () => {
    const rules = [
      rule({ attribute: "build", operator: "number", min: 1204 }, { name: "new builds", result: "next" }),
      rule({ attribute: "build", operator: "equals", value: "1204" }, { name: "this build" }),
    ];
    expect(told(warningsOf(rules))).toEqual([
      ["0.conditions.0.operator", "“this build” takes build for text"],
      ["1.conditions.0.value", "“new builds” takes build for a number"],
    ]);
  });
});
