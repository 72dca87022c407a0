import fc from "fast-check";
import { expect, test } from "vitest";
import { contradict, imply, meant } from "./implication.ts";
import { type EvaluationContext, matchRule } from "./rules.ts";
import { type Condition, type Rule, UNREADABLE } from "./snapshot.ts";

/** Few of each kind, so that rules often meet on the same ones; some are read by no condition, some look like others. */
const versions = ["5.9", "6.0.0", "6.1.0 (7)", "6.1.0.4", "6.2.0-rc.1", "6.2.0", "7"];
const numbers = [-1, 0, 6, 7, 7.5, 2 ** 53 - 1, 2 ** 53];
const texts = [...versions, "", "6", "6.", "6.1.", "6.1.0-", "latest"];
const values = [...texts, ...numbers, 7n, 2n ** 53n, 2n ** 53n + 1n, Number.NaN, true, false, null, undefined];

const attribute = fc.constantFrom("a", "a", "b");
const unreadable = fc.option(fc.constantFrom(...UNREADABLE), { nil: undefined });
const bound = <T>(all: readonly T[]) => fc.option(fc.constantFrom(...all), { nil: undefined });
const listed = fc.constantFrom<string | number>(...texts, ...numbers);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ attribute, operator: fc.constant("equals" as const), value: fc.oneof(listed, fc.boolean()) }),
  fc.record({ attribute, operator: fc.constant("in" as const), values: fc.array(listed, { minLength: 1, maxLength: 4 }) }),
  fc.record({ attribute, operator: fc.constant("prefix" as const), value: fc.constantFrom(...texts) }),
  fc.record({
    attribute,
    operator: fc.constant("semver" as const),
    min: bound([...versions, "<6"]),
    max: bound([...versions, "<6"]),
    unreadable,
  }),
  fc.record({ attribute, operator: fc.constant("number" as const), min: bound(numbers), max: bound(numbers), unreadable }),
);
const rule: fc.Arbitrary<Rule> = fc.record({
  name: fc.constant("r"),
  conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
  result: fc.constantFrom("position" as const, "next" as const),
});
const contexts: EvaluationContext[] = [...values, "absent"].flatMap((a) =>
  [...values, "absent"].map((b) => ({ ...(a === "absent" ? {} : { a }), ...(b === "absent" ? {} : { b }) })),
);
const matches = (one: Rule, context: EvaluationContext) => matchRule([one], context) !== null;

test("whoever matches a rule matches every rule that it is said to imply", () => {
  let said = 0;
  fc.assert(
    fc.property(rule, rule, (one, other) => {
      if (!imply(meant(one), meant(other))) return;
      said += 1;
      expect(contexts.find((context) => matches(one, context) && !matches(other, context))).toBeUndefined();
    }),
    { numRuns: 4000 },
  );
  expect(said).toBeGreaterThan(20);
});

test("nobody matches rules that are said to contradict each other", () => {
  let said = 0;
  fc.assert(
    fc.property(rule, rule, (one, other) => {
      if (!contradict([...meant(one), ...meant(other)])) return;
      said += 1;
      expect(contexts.find((context) => matches(one, context) && matches(other, context))).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
  expect(said).toBeGreaterThan(20);
});
