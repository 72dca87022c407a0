import type { Condition, Rule } from "./snapshot.ts";
import { compareRead, readVersion, type Version } from "./versions.ts";

/** Whom a switch is asked for, and what is known of them. */
export type EvaluationContext = {
  /** The subject: text, the same for one user everywhere. Needed while a share is in between. */
  targetingKey?: unknown;
  /** What rules look at: text, numbers (a bigint where a number would be rounded), true or false. */
  [attribute: string]: unknown;
};

/** Hears of a value that a rule of the switch `key` could not read. */
export type OnUnreadable = (key: string, rule: Rule, value: unknown) => void;

/** The first rule whose conditions all hold, or null. `noted` hears at most once of each, with the `key` given here. */
export function matchRule(rules: readonly Rule[], context: EvaluationContext, noted?: OnUnreadable, key = ""): Rule | null {
  for (const rule of rules) if (holdsAll(rule, context, noted, key)) return rule;
  return null;
}

function holdsAll(rule: Rule, context: EvaluationContext, noted: OnUnreadable | undefined, key: string): boolean {
  let tell = noted;
  for (const condition of rule.conditions) {
    const held = holds(condition, context);
    if (held === null) {
      tell?.(key, rule, context[condition.attribute]);
      tell = undefined;
    }
    if (!(held ?? holdsUnread(condition, rule.result))) return false;
  }
  return true;
}

/**
 * What a condition says of a value that it cannot read. Unless told otherwise nobody moves forward by it: a rule that
 * keeps its subjects back keeps this one, a rule that sends them ahead does not send it.
 */
export function holdsUnread(condition: Condition, result: Rule["result"]): boolean {
  if ("unreadable" in condition && condition.unreadable !== undefined) return condition.unreadable === "holds";
  return result === "position";
}

/** Whether the condition holds; null when the attribute is there but says nothing that can be compared. */
export function holds(condition: Condition, context: EvaluationContext): boolean | null {
  if (!Object.hasOwn(context, condition.attribute)) return false;
  const actual = context[condition.attribute];
  switch (condition.operator) {
    case "equals":
      return equals(actual, condition.value);
    case "in":
      return isIn(actual, condition.values);
    case "prefix":
      return typeof actual === "string" && actual.startsWith(condition.value);
    case "number":
      return numberWithin(actual, condition);
    case "semver":
      return versionWithin(actual, condition);
  }
}

function equals(actual: unknown, value: string | number | boolean): boolean | null {
  return typeof value === "number" ? equalsNumber(actual, value) : actual === value;
}

/** Beyond 2^53 different numbers look alike, so there equal is not known to be the same. */
function equalsNumber(actual: unknown, value: number): boolean | null {
  if (actual !== value && !(typeof actual === "bigint" && Number(actual) === value)) return false;
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? true : null;
}

function isIn(actual: unknown, values: readonly (string | number)[]): boolean | null {
  if (typeof actual !== "number" && typeof actual !== "bigint") return values.includes(actual as string);
  let held: boolean | null = false;
  for (const value of values) {
    const one = equals(actual, value);
    if (one) return true;
    if (one === null) held = null;
  }
  return held;
}

function numberWithin(actual: unknown, { min, max }: Condition & { operator: "number" }): boolean | null {
  if (typeof actual !== "number" && typeof actual !== "bigint") return saysNothing(actual);
  if (Number.isNaN(actual)) return null;
  return (min === undefined || actual >= min) && (max === undefined || actual < max);
}

function versionWithin(actual: unknown, condition: Condition & { operator: "semver" }): boolean | null {
  const { min, max } = boundsOf(condition);
  if (typeof actual !== "string") return saysNothing(actual);
  const read = readVersion(actual);
  if (read === null || min === null || max === null) return null;
  return (min === undefined || compareRead(read, min) >= 0) && (max === undefined || compareRead(read, max) < 0);
}

/** Null is how some languages write an attribute that is missing, which never matches. */
function saysNothing(actual: unknown): false | null {
  return actual === null || actual === undefined ? false : null;
}

/** Undefined: no such bound; null: one that is no version. */
type Bounds = { readonly min: Version | null | undefined; readonly max: Version | null | undefined };

const bounds = new WeakMap<Condition, Bounds>();

/** Read once for as long as the condition lives. */
function boundsOf(condition: Condition & { operator: "semver" }): Bounds {
  let known = bounds.get(condition);
  if (known === undefined) {
    const { min, max } = condition;
    known = { min: min === undefined ? undefined : readVersion(min), max: max === undefined ? undefined : readVersion(max) };
    bounds.set(condition, known);
  }
  return known;
}
