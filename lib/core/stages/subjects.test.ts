import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../evaluation/evaluate.ts";
import type { EvaluationContext } from "../evaluation/rules.ts";
import type { Condition, Rule, Snapshot, SnapshotSwitch } from "../evaluation/snapshot.ts";
import { forwardOf, type Position, positionsOf } from "./positions.ts";
import { FULL_SHARE } from "./state.ts";
import { movers, type Placing } from "./subjects.ts";
import { OLD_APPS_STAY, TESTERS_AHEAD } from "./test-module.ts";

const missing = Symbol("missing");
const GROUPS = [missing, "test", "beta", "testers", true, 1];
const VERSIONS = [missing, "6.0", "6.1.5", "6.2.0", "7", "six", 7];
const COUNTS = [missing, 1, 5, 5n, 10, 2 ** 60, Number.NaN, Number.POSITIVE_INFINITY, "5"];

/** More than ten thousand subjects, of every mixture of what the rules below look at. */
const SUBJECTS: EvaluationContext[] = GROUPS.flatMap((group) =>
  VERSIONS.flatMap((appVersion) =>
    COUNTS.flatMap((count) =>
      Array.from({ length: 28 }, (_, n) => {
        const all = { group, appVersion, count, targetingKey: `user-${n}` };
        return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== missing));
      }),
    ),
  ),
);

const unreadable = fc.option(fc.constantFrom("holds", "fails"), { nil: undefined });
const range = <T>(operator: "semver" | "number", attribute: string, bounds: T[]) =>
  fc
    .record({ min: fc.option(fc.constantFrom(...bounds)), max: fc.option(fc.constantFrom(...bounds)), unreadable })
    .map((given) => {
      const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
      return { attribute, operator, ...present } as Condition;
    });
const condition = fc.oneof(
  fc.constantFrom("test", "beta", true, 1).map((value): Condition => ({ attribute: "group", operator: "equals", value })),
  fc.subarray(["test", "beta", 1]).map((values): Condition => ({ attribute: "group", operator: "in", values })),
  fc.constantFrom("te", "test", "b").map((value): Condition => ({ attribute: "group", operator: "prefix", value })),
  fc.constantFrom(5, 2 ** 60).map((value): Condition => ({ attribute: "count", operator: "equals", value })),
  range("number", "count", [1, 5, 7, 2 ** 60]),
  range("semver", "appVersion", ["6.0", "6.1", "6.2", "7", "none"]),
  range("semver", "group", ["6.0"]),
);
const rule: fc.Arbitrary<Rule> = fc.record({
  name: fc.constant("r"),
  conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
  result: fc.constantFrom("position", "next"),
});
const lists = fc.array(rule, { maxLength: 3 }).chain((before) =>
  fc.tuple(
    fc.constant(before),
    // Mostly the same rules, in another order, fewer, or with one more.
    fc.oneof(
      fc.constant(before),
      fc.shuffledSubarray(before),
      fc.tuple(rule, fc.shuffledSubarray(before)).map(([a, b]) => [a, ...b]),
    ),
  ),
);
const standing = fc.constantFrom(...positionsOf("data")).chain((position) => {
  const next = forwardOf("data", position);
  const settled = fc.constant({ position, next: null as Position | null, share: 0 });
  return next === null
    ? settled
    : fc.oneof(
        settled,
        fc.constantFrom(0, 1, 30_000, 99_999).map((share) => ({ position, next, share })),
      );
});
const change = fc.tuple(standing, standing, lists).map(([from, to, [before, after]]): [Placing, Placing] => [
  { axis: "data", ...from, rules: before },
  { axis: "data", ...to, rules: after },
]);

const SNAPSHOT: Snapshot = { format: 1, project: "p", environment: "e", revision: 1, salt: "salt", switches: {} };

function placeOf(placing: Placing, context: EvaluationContext): Position {
  const decision = decide(SNAPSHOT, { ...placing, key: "orders.data", salt: null } as unknown as SnapshotSwitch, context);
  if ("fault" in decision) throw new Error(decision.fault);
  return decision.ahead && placing.next ? placing.next : placing.position;
}

test("whoever is moved is among those told", () => {
  fc.assert(
    fc.property(change, ([before, after]) => {
      const told = movers(before, after).map(({ from, to }) => `${from} ${to}`);
      const found = new Set<string>();
      for (const subject of SUBJECTS) {
        const [from, to] = [placeOf(before, subject), placeOf(after, subject)];
        if (from !== to) found.add(`${from} ${to}`);
      }
      expect(told).toEqual(expect.arrayContaining([...found]));
    }),
    { numRuns: 60 },
  );
}, 60_000);

describe("a change of rules", () => {
  const moving = { axis: "route", position: "old", next: "new" } as const;
  const told = (share: number, before: Rule[], after: Rule[], then = share) => {
    const found = movers({ ...moving, share, rules: before }, { ...moving, share: then, rules: after });
    return found.map(({ rule, from, to }) => `${rule?.name ?? "the share"}: ${from} → ${to}`);
  };
  const below = (max: string, min?: string): Rule => ({
    name: `below ${max}`,
    conditions: [{ attribute: "appVersion", operator: "semver", max, ...(min && { min }) }],
    result: "position",
  });
  const [first, second]: Rule[] = ["ios", "android"].map((value) => ({
    name: value,
    conditions: [{ attribute: "platform", operator: "equals" as const, value }],
    result: value === "ios" ? ("next" as const) : ("position" as const),
  }));

  test("moves those of a pin that is dropped or narrowed, and nobody where one is widened past the share", () => {
    expect(told(FULL_SHARE, [OLD_APPS_STAY], [])).toEqual(["old apps: old → new"]);
    expect(told(FULL_SHARE, [below("6.2")], [below("6.1")])).toEqual(["below 6.2: old → new"]);
    expect(told(FULL_SHARE, [below("6.1")], [below("6.2")])).toEqual(["below 6.2: new → old"]);
    expect(told(0, [below("6.2")], [below("6.1")])).toEqual([]);
  });

  test("moves those who are sent ahead, or no longer", () => {
    expect(told(0, [], [TESTERS_AHEAD])).toEqual(["testers: old → new"]);
    expect(told(1000, [TESTERS_AHEAD], [])).toEqual(["testers: new → old"]);
    expect(told(1000, [], [TESTERS_AHEAD], 999)).toEqual(["testers: old → new", "the share: new → old"]);
  });

  test("that comes to the same for everybody moves nobody", () => {
    const both = [first, second] as Rule[];
    expect(told(1000, both, both.toReversed())).toEqual([]);
    expect(told(1000, [below("6.2")], [below("6.1"), below("6.2")])).toEqual([]);
    expect(told(1000, [below("6.2"), below("6.1")], [below("6.2")])).toEqual([]);
    expect(told(1000, [OLD_APPS_STAY], [{ ...OLD_APPS_STAY, name: "another name" }])).toEqual([]);
    expect(told(1000, [OLD_APPS_STAY], [OLD_APPS_STAY], 10)).toEqual(["the share: new → old"]);
  });

  test("of too many conditions is taken to move everybody it could", () => {
    const values = Array.from({ length: 6000 }, (_, n) => n);
    const many: Rule = { name: "many", conditions: [{ attribute: "n", operator: "in", values }], result: "position" };
    expect(told(FULL_SHARE, [many], [{ ...many, name: "same" }])).toContain("many: old → new");
    expect(told(FULL_SHARE, [many], [many])).toEqual([]);
  });
});
