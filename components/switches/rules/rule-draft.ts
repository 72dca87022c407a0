import type { Condition, Rule, Unreadable } from "@/lib/core/evaluation/snapshot.ts";

export type Operator = Condition["operator"];
/** What a value is written as; `json` is what neither lines of text nor numbers can say. */
export type Kind = "text" | "number" | "boolean" | "json";

/** A condition as its fields hold it. Values of a list stand one to a line. */
export type ConditionDraft = {
  id: number;
  attribute: string;
  operator: Operator;
  kind: Kind;
  value: string;
  min: string;
  max: string;
  unreadable: Unreadable | "";
};
/** A rule as its fields hold it; the id stays the same wherever it is moved to. */
export type RuleDraft = { id: number; name: string; result: Rule["result"]; conditions: ConditionDraft[] };
