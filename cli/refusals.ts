import type { z } from "zod";
import type { refusalSchema } from "../lib/switches/schema/fields.ts";

export type Refusal = Pick<z.infer<typeof refusalSchema>, "rule" | "message">;

/** What a person can still say when a request lacks it; every other rule only changes with the facts. */
export const WORDS = ["reason", "confirm", "override"] as const;
export type Word = (typeof WORDS)[number];

export function isWord(rule: string): rule is Word {
  return (WORDS as readonly string[]).includes(rule);
}

/** `--reason, --confirm`: the options that say what lacks. */
export function optionsFor(refusals: readonly Refusal[]): string {
  return refusals.flatMap(({ rule }) => (isWord(rule) ? [`--${rule}`] : [])).join(", ");
}

/** The rules that stand against something, a line each. */
export function refusalLines(refusals: readonly Refusal[]): string[] {
  return refusals.map(({ rule, message }) => `${rule}: ${message.replace(`${rule}: `, "")}`);
}
