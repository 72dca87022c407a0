import type { FAULTS } from "@/lib/core/evaluation/rule-fault.ts";
import type { Condition } from "@/lib/core/evaluation/snapshot.ts";
import type { ConditionDraft } from "./rule-draft.ts";

/** What the core refuses, and what a field cannot say. */
export type Fault = (typeof FAULTS)[number] | "missing" | "empty" | "number" | "json" | "many";

const MOST_VALUES = 1000;

/** The condition that fields say, and what is wrong with each. Without faults it is one that the API takes. */
export function readCondition(draft: ConditionDraft): { condition: Condition; faults: [string, Fault][] } {
  const { attribute, operator, kind, value } = draft;
  const faults: [string, Fault][] = attribute === "" ? [["attribute", "missing"]] : [];
  const number = (text: string, field: string) => {
    const read = Number(text);
    if (text.trim() === "" || !Number.isFinite(read)) faults.push([field, "number"]);
    return read;
  };
  const bounds = <T>(read: (text: string, field: string) => T) => ({
    ...(draft.min !== "" && { min: read(draft.min, "min") }),
    ...(draft.max !== "" && { max: read(draft.max, "max") }),
    ...(draft.unreadable !== "" && { unreadable: draft.unreadable }),
  });
  switch (operator) {
    case "equals":
      if (kind === "boolean") return { condition: { attribute, operator, value: value === "true" }, faults };
      return { condition: { attribute, operator, value: kind === "number" ? number(value, "value") : value }, faults };
    case "prefix":
      if (value === "") faults.push(["value", "missing"]);
      return { condition: { attribute, operator, value }, faults };
    case "in": {
      const values = valuesOf(draft, number);
      if (values === null) faults.push(["value", "json"]);
      else if (values.length === 0) faults.push(["value", "missing"]);
      else if (values.length > MOST_VALUES) faults.push(["value", "many"]);
      return { condition: { attribute, operator, values: values ?? [] }, faults };
    }
    case "number":
      return { condition: { attribute, operator, ...bounds(number) }, faults };
    case "semver":
      return { condition: { attribute, operator, ...bounds((text) => text) }, faults };
  }
}

/** Null where the text is no list of texts and numbers. */
function valuesOf({ kind, value }: ConditionDraft, number: (text: string, field: string) => number): (string | number)[] | null {
  if (kind === "json") return parsed(value);
  const lines = value.split(/\r?\n/).filter((line) => line !== "");
  return kind === "number" ? lines.map((line) => number(line, "value")) : lines;
}

function parsed(text: string): (string | number)[] | null {
  try {
    const values: unknown = JSON.parse(text);
    const fits = Array.isArray(values) && values.every((one) => typeof one === "number" || typeof one === "string");
    return fits && values.every((one) => typeof one === "number" || one.length <= 500) ? values : null;
  } catch {
    return null;
  }
}
