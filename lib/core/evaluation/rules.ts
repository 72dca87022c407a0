import { compareVersions } from "./semver.ts";
import type { Condition, Rule } from "./snapshot.ts";

export type EvaluationContext = { targetingKey?: unknown; [attribute: string]: unknown };

/** The first rule whose conditions all hold, or null. */
export function matchRule(rules: readonly Rule[], context: EvaluationContext): Rule | null {
  return rules.find((rule) => rule.conditions.every((condition) => holds(condition, context))) ?? null;
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
      return typeof actual === "number" && within(actual, condition.min, condition.max, (a, b) => a - b);
    case "semver":
      return typeof actual === "string" && within(actual, condition.min, condition.max, compareVersions);
  }
}

function within<T>(value: T, min: T | undefined, max: T | undefined, compare: (a: T, b: T) => number | null): boolean {
  const low = min === undefined ? 0 : compare(value, min);
  const high = max === undefined ? -1 : compare(value, max);
  return low !== null && high !== null && low >= 0 && high < 0;
}
