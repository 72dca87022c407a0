import { faultsOf } from "@/lib/core/evaluation/rule-faults.ts";
import type { Condition, Rule } from "@/lib/core/evaluation/snapshot.ts";
import { type Fault, readCondition } from "./read-condition.ts";
import type { ConditionDraft, Kind, Operator, RuleDraft } from "./rule-draft.ts";

export function draftOf(rules: readonly Rule[]): RuleDraft[] {
  let id = 0;
  return rules.map(({ name, result, conditions }) => ({
    id: id++,
    name,
    result,
    conditions: conditions.map((condition) => ({ id: id++, ...fieldsOf(condition) })),
  }));
}

export function freshId(drafts: readonly RuleDraft[]): number {
  return Math.max(-1, ...drafts.flatMap(({ id, conditions }) => [id, ...conditions.map((one) => one.id)])) + 1;
}

const NOTHING = { kind: "text", value: "", min: "", max: "", unreadable: "" } as const;

export function emptyCondition(id: number, attribute: string, operator: Operator): ConditionDraft {
  return { id, attribute, operator, ...NOTHING };
}

function fieldsOf(condition: Condition): Omit<ConditionDraft, "id"> {
  const { attribute, operator } = condition;
  switch (condition.operator) {
    case "equals":
      return { attribute, operator, ...NOTHING, kind: typeof condition.value as Kind, value: String(condition.value) };
    case "in":
      return { attribute, operator, ...NOTHING, ...listOf(condition.values) };
    case "prefix":
      return { attribute, operator, ...NOTHING, value: condition.value };
    default: {
      const { min, max, unreadable = "" } = condition;
      return { attribute, operator, ...NOTHING, min: String(min ?? ""), max: String(max ?? ""), unreadable };
    }
  }
}

function listOf(values: readonly (string | number)[]): { kind: Kind; value: string } {
  if (values.every((value) => typeof value === "number")) return { kind: "number", value: values.join("\n") };
  const plain = values.every((value) => typeof value === "string" && value !== "" && !/[\r\n]/.test(value));
  return plain ? { kind: "text", value: values.join("\n") } : { kind: "json", value: JSON.stringify(values) };
}

/** The rules that the fields say, and by path, such as `0.conditions.1.max`, what is wrong in them. */
export type Read = { rules: Rule[]; faults: ReadonlyMap<string, Fault> };

export function readDrafts(drafts: readonly RuleDraft[]): Read {
  const faults = new Map<string, Fault>();
  const rules = drafts.map(({ name, result, conditions }, i): Rule => {
    if (name === "") faults.set(`${i}.name`, "missing");
    if (conditions.length === 0) faults.set(`${i}.conditions`, "empty");
    const read = conditions.map((condition, j) => {
      const one = readCondition(condition);
      for (const [field, fault] of one.faults) faults.set(`${i}.conditions.${j}.${field}`, fault);
      return one.condition;
    });
    return { name, conditions: read, result };
  });
  if (faults.size === 0) for (const { path, fault } of faultsOf(rules)) faults.set(fieldIn(path), fault);
  return { rules, faults };
}

/** Of a list of values, the list is the field. */
function fieldIn(path: readonly (string | number)[]): string {
  return (path[3] === "values" ? [...path.slice(0, 3), "value"] : path).join(".");
}
