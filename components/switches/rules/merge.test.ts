import { describe, expect, it } from "vitest";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { differencesOf } from "./differences.ts";
import { draftOf, readDrafts } from "./draft.ts";
import { mergeRules } from "./merge.ts";
import { attributesIn } from "./subject.ts";

const rule = (name: string, value = name): Rule => ({
  name,
  conditions: [{ attribute: "os", operator: "equals", value }],
  result: "next",
});
const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => rule(name)) as [Rule, Rule, Rule, Rule];

describe("mine on top of theirs", () => {
  const merge = (base: Rule[], mine: Rule[], theirs: Rule[]) => {
    const { rules, clashes } = mergeRules(draftOf(base), draftOf(mine), draftOf(theirs));
    const ids = rules.flatMap(({ id, conditions }) => [id, ...conditions.map((one) => one.id)]);
    expect(new Set(ids).size).toBe(ids.length);
    return { rules: readDrafts(rules).rules, clashes: clashes.map(({ name }) => name) };
  };

  it.each<[string, Rule[], Rule[], Rule[], Rule[], string[]]>([
    ["what only they changed is taken", [a, b], [a, b], [a, rule("b", "x")], [a, rule("b", "x")], []],
    ["what only I changed stays", [a, b], [rule("a", "x"), b], [a, b, c], [rule("a", "x"), b, c], []],
    ["both added, each after what it stood after", [a, b], [a, c, b], [a, b, d], [a, c, b, d], []],
    ["what they removed goes, unless I changed it", [a, b], [a, rule("b", "x")], [], [rule("b", "x")], ["b"]],
    ["what I removed goes, and is told where they changed it", [a, b], [b], [rule("a", "x"), b], [b], ["a"]],
    ["mine stands where both changed it", [a], [rule("a", "mine")], [rule("a", "theirs")], [rule("a", "mine")], ["a"]],
    ["the same change is no clash", [a], [rule("a", "x")], [rule("a", "x")], [rule("a", "x")], []],
    ["their order stands where mine is as it was", [a, b, c], [a, b, c, d], [c, a, b], [c, d, a, b], []],
    ["my order stands where I made one", [a, b, c], [c, a, b], [b, a, c], [c, a, b], []],
  ])("%s", (_, base, mine, theirs, rules, clashes) => {
    expect(merge(base, mine, theirs)).toEqual({ rules, clashes });
  });
});

describe("what changes", () => {
  it("is told rule by rule, the order once", () => {
    expect(differencesOf([a, b], [a, b])).toEqual([]);
    expect(differencesOf([a, b], [rule("b", "x"), c])).toEqual([
      { kind: "removed", rule: a },
      { kind: "added", rule: c },
      { kind: "changed", rule: rule("b", "x"), before: b },
    ]);
    expect(differencesOf([a, b, c], [b, a, c])).toEqual([{ kind: "order", names: ["b", "a", "c"] }]);
  });
});

describe("a subject's lines", () => {
  it("are numbers, true, texts as they stand", () => {
    const text = 'age = 7\nid="7"\n\nappVersion = 6.1.0\nbeta=true\nnote = a = b\nempty =';
    const attributes = { age: 7, id: "7", appVersion: "6.1.0", beta: true, note: "a = b", empty: "" };
    expect(attributesIn(text)).toEqual({ attributes, unclear: [] });
    expect(attributesIn("age\n= 7\ntargetingKey = 42").unclear).toEqual([1, 2, 3]);
    expect(Object.hasOwn(attributesIn("__proto__ = x").attributes, "__proto__")).toBe(true);
  });
});
