import { compareVersions } from "./semver.ts";
import type { Condition, Rule } from "./snapshot.ts";

/** Whom a switch is asked for, and what is known of them. */
export type EvaluationContext = {
  /** The subject: text, the same for one user everywhere. Needed while a share is in between. */
  targetingKey?: unknown;
  /** What rules look at: text, numbers, true or false. */
  [attribute: string]: unknown;
};

/** The first rule whose conditions all hold, or null. */
export function matchRule(rules: readonly Rule[], context: EvaluationContext): Rule | null {
  for (const rule of rules) if (holdsAll(rule.conditions, context)) return rule;
  return null;
}

function holdsAll(conditions: readonly Condition[], context: EvaluationContext): boolean {
  for (const condition of conditions) if (!holds(condition, context)) return false;
  return true;
}

function holds(condition: Condition, context: EvaluationContext): boolean {
  if (!Object.hasOwn(context, condition.attribute)) return false;
  const actual = context[condition.attribute];
  switch (condition.operator) {
    case "equals":
      return actual === condition.value;
    case "in":
      return condition.values.includes(actual as string | number);
    case "prefix":
      return typeof actual === "string" && actual.startsWith(condition.value);
    case "number":
      return typeof actual === "number" && within(actual, condition.min, condition.max, compareNumbers);
    case "semver":
      return typeof actual === "string" && within(actual, condition.min, condition.max, compareVersions);
  }
}

/** Half-open. A value that compares with nothing (no version, not a number) is in no range, not even an unbounded one. */
function within<T>(value: T, min: T | undefined, max: T | undefined, compare: (a: T, b: T) => number | null): boolean {
  const low = compare(value, min ?? value);
  const high = max === undefined ? -1 : compare(value, max);
  return low !== null && high !== null && low >= 0 && high < 0;
}

function compareNumbers(a: number, b: number): number | null {
  return Number.isNaN(a) ? null : a - b;
}
