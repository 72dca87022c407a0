import { contradictionsOf, shadowsOf } from "./rule-conflicts.ts";
import type { RuleFault, RuleWarning } from "./rule-fault.ts";
import type { Condition, Rule } from "./snapshot.ts";
import { compareVersions, readVersion } from "./versions.ts";

export const MOST_RULES = 50;
/** A rule list travels to every instance with every change of its switch. */
const MOST_CHARACTERS = 100_000;

/** What certainly is not meant: such a list is refused. Lists stored before are not asked. */
export function faultsOf(rules: readonly Rule[]): RuleFault[] {
  if (rules.length > MOST_RULES) return [];
  const size = JSON.stringify(rules).length;
  if (size > MOST_CHARACTERS) {
    return [{ fault: "size", path: [], message: `expected at most ${MOST_CHARACTERS} characters of JSON, not ${size}` }];
  }
  const each = rules.flatMap((rule, i) => [
    ...nameFaults(rules, i),
    ...rule.conditions.flatMap((condition, j) => placed([i, "conditions", j], conditionFaults(condition))),
  ]);
  return [...each, ...contradictionsOf(rules)];
}

export function warningsOf(rules: readonly Rule[]): RuleWarning[] {
  if (rules.length === 0) return [];
  const kinds = kindsOf(rules);
  const each = rules.flatMap(({ conditions }, i) =>
    conditions.flatMap((condition, j) => placed([i, "conditions", j], conditionWarnings(condition, kinds))),
  );
  return [...each, ...shadowsOf(rules)];
}

function placed<T extends RuleFault | RuleWarning>(at: readonly (string | number)[], faults: readonly T[]): T[] {
  return faults.map((fault) => ({ ...fault, path: [...at, ...fault.path] }));
}

/** Rules are told apart by name wherever people read of them. */
function nameFaults(rules: readonly Rule[], index: number): RuleFault[] {
  const first = rules.findIndex(({ name }) => name === rules[index]?.name);
  return first === index ? [] : [{ fault: "twice", path: [index, "name"], message: `is the name of rule ${first}` }];
}

function conditionFaults(condition: Condition): RuleFault[] {
  if (condition.attribute === "targetingKey" && !asksText(condition)) {
    return [{ fault: "subject", path: [fieldOf(condition)], message: "targetingKey is text and nothing else" }];
  }
  switch (condition.operator) {
    case "equals":
      return roundedFaults("value", condition.value);
    case "in":
      return condition.values.flatMap((value, k) => placed(["values"], roundedFaults(k, value)));
    case "prefix":
      return [];
    case "number":
      return [
        ...roundedFaults("min", condition.min),
        ...roundedFaults("max", condition.max),
        ...emptyFaults(condition.min, condition.max, (min, max) => min - max),
      ];
    case "semver":
      return [
        ...versionFaults("min", condition.min),
        ...versionFaults("max", condition.max),
        ...emptyFaults(condition.min, condition.max, compareVersions),
      ];
  }
}

function roundedFaults(field: string | number, value: unknown): RuleFault[] {
  if (typeof value !== "number" || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return [];
  return [{ fault: "rounded", path: [field], message: "is beyond 2^53, where numbers are rounded: compare such ids as text" }];
}

function versionFaults(field: string, bound: string | undefined): RuleFault[] {
  if (bound === undefined || readVersion(bound)) return [];
  return [{ fault: "version", path: [field], message: "is no version, such as 6.2.0" }];
}

/** Bounds that do not compare have a fault of their own. */
function emptyFaults<T>(min: T | undefined, max: T | undefined, compare: (min: T, max: T) => number | null): RuleFault[] {
  if (min === undefined || max === undefined || (compare(min, max) ?? -1) < 0) return [];
  return [{ fault: "range", path: ["max"], message: "is not above min: nothing is within" }];
}

function conditionWarnings(condition: Condition, kinds: Kinds): RuleWarning[] {
  const { attribute, operator } = condition;
  const warnings: RuleWarning[] = [];
  const warn = (warning: RuleWarning["warning"], field: string, message: string) =>
    warnings.push({ warning, path: [field], message });
  if ((operator === "number" || operator === "semver") && condition.min === undefined && condition.max === undefined) {
    warn("unbounded", "operator", "has neither min nor max: it holds for whatever can be read");
  }
  if (attribute === "targetingKey" && operator === "semver") {
    warn("subject-as-version", "operator", "compares subjects as if they were versions");
  }
  if (textsOf(condition).some((text) => text !== text.trim())) {
    warn("blank", fieldOf(condition), "begins or ends with a blank, which counts");
  }
  const other = kinds.get(attribute)?.get(!asksText(condition));
  if (other !== undefined) {
    warn("two-kinds", fieldOf(condition), `“${other}” takes ${attribute} for ${asksText(condition) ? "a number" : "text"}`);
  }
  return warnings;
}

/** By attribute: the first rule that takes it for text (true), and the first that takes it for something else. */
type Kinds = ReadonlyMap<string, ReadonlyMap<boolean, string>>;

function kindsOf(rules: readonly Rule[]): Kinds {
  const kinds = new Map<string, Map<boolean, string>>();
  for (const { name, conditions } of rules) {
    for (const condition of conditions) {
      const known = kinds.get(condition.attribute) ?? new Map<boolean, string>();
      if (!known.has(asksText(condition))) known.set(asksText(condition), name);
      kinds.set(condition.attribute, known);
    }
  }
  return kinds;
}

/** Whether text alone can satisfy it. */
function asksText(condition: Condition): boolean {
  if (condition.operator === "number") return false;
  const values = condition.operator === "in" ? condition.values : "value" in condition ? [condition.value] : [];
  return values.every((value) => typeof value === "string");
}

function textsOf(condition: Condition): string[] {
  const values = condition.operator === "in" ? condition.values : "value" in condition ? [condition.value] : [];
  return values.filter((value) => typeof value === "string");
}

function fieldOf({ operator }: Condition): string {
  return operator === "in" ? "values" : operator === "equals" || operator === "prefix" ? "value" : "operator";
}
