import { describe, expect, test } from "vitest";
import { contradictionsOf, shadowsOf } from "./rule-conflicts.ts";
import type { Condition, Rule } from "./snapshot.ts";

const rule = (name: string, conditions: Condition[], result: Rule["result"] = "position"): Rule => ({ name, conditions, result });
const version = (min?: string, max?: string): Condition => ({ attribute: "v", operator: "semver", min, max });
const number = (min?: number, max?: number): Condition => ({ attribute: "v", operator: "number", min, max });
const equals = (value: string | number | boolean): Condition => ({ attribute: "v", operator: "equals", value });
const isIn = (...values: (string | number)[]): Condition => ({ attribute: "v", operator: "in", values });
const prefix = (value: string): Condition => ({ attribute: "v", operator: "prefix", value });
const ios: Condition = { attribute: "os", operator: "equals", value: "ios" };

describe("conditions that never hold together", () => {
  test.each<[string, Condition, Condition]>([
    ["versions apart", version(undefined, "6.2.0"), version("6.2")],
    ["numbers apart", number(7), number(undefined, 7)],
    ["two values", equals("a"), equals("b")],
    ["a value and a list without it", equals("a"), isIn("b", "c")],
    ["lists without a common value", isIn("a", "b"), isIn("c", 1)],
    ["two beginnings", prefix("ab"), prefix("b")],
    ["a value and a beginning", equals("gold"), prefix("si")],
    ["a value and a range of versions", equals("6.3"), version("6", "6.2.0")],
    ["a value and a range of numbers", equals(7), number(8)],
    ["a number and a beginning", number(7), prefix("7")],
    ["a number and a version", number(7), version("7")],
  ])("%s", (_, one, other) => {
    for (const result of ["position", "next"] as const) {
      expect(contradictionsOf([rule("fine", [ios]), rule("never", [ios, one, other], result)])).toMatchObject([
        { path: [1, "conditions", 2] },
      ]);
    }
  });

  test.each<[string, Condition[]]>([
    ["ranges that overlap", [version("6"), version(undefined, "6.2.0")]],
    ["a list and its part", [isIn("a", "b"), equals("b")]],
    ["a version and a beginning", [prefix("6."), version("6", "7")]],
    ["a range that is empty by itself, which is said of it alone", [ios, version("6", "5")]],
    ["different attributes", [ios, equals("ios")]],
  ])("are not %s", (_, conditions) => {
    expect(contradictionsOf([rule("may", conditions)])).toEqual([]);
  });
});

describe("rules that never decide", () => {
  const shadowed = (earlier: Rule, later: Rule) => shadowsOf([rule("apart", [equals("zzz")]), earlier, later]).length > 0;

  test.each<[string, Condition[], Condition[]]>([
    ["the same again", [version("5", "6")], [version("5", "6.0")]],
    ["a range within another", [version(undefined, "7")], [version("5", "6")]],
    ["a part of a list", [isIn("a", "b", "c")], [isIn("b", "a")]],
    ["a value within a range", [number(5)], [equals(7)]],
    ["a longer beginning", [prefix("a")], [prefix("ab")]],
    ["more conditions", [version(undefined, "6")], [ios, version(undefined, "5")]],
  ])("%s", (_, broad, narrow) => {
    expect(shadowed(rule("broad", broad), rule("narrow", narrow))).toBe(true);
    expect(shadowsOf([rule("broad", broad), rule("narrow", narrow)])).toMatchObject([
      { warning: "shadowed", path: [1, "conditions"], message: expect.stringContaining("“broad”") },
    ]);
  });

  test.each<[string, Rule, Rule]>([
    ["a wider range after a narrow one", rule("a", [version("5", "6")]), rule("b", [version(undefined, "7")])],
    [
      "one that keeps what the one before cannot read",
      rule("a", [version(undefined, "7")], "next"),
      rule("b", [version("5", "6")]),
    ],
    ["another attribute", rule("a", [ios]), rule("b", [version("5")])],
    ["a number after its text", rule("a", [equals("7")]), rule("b", [equals(7)])],
  ])("are not %s", (_, earlier, later) => {
    expect(shadowed(earlier, later)).toBe(false);
  });

  test("are not looked for in lists too long to compare", () => {
    const values = Array.from({ length: 2600 }, (_, i) => `${i}`);
    expect(shadowsOf([rule("a", [isIn(...values)]), rule("b", [isIn(...values)])])).toEqual([]);
  });
});
