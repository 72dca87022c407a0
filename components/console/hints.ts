import type { QueryKey } from "@tanstack/react-query";
import type { ChangeHint } from "./live.ts";

/** Reads that go stale by themselves: figures by the clock, instances by what they say. No hint tells of them. */
const BY_THE_CLOCK = ["measurements", "health", "instances"];
/** Reads of switches that only a change of a switch makes stale, and such a hint names its environment. */
const BY_CHANGES = ["rows", "news", "history"];

/**
 * Whether a read may have gone stale by what hints named. One that names an environment means its switches; one that
 * names only the project means what is written down in it; one that names nothing means that everything may have changed.
 */
export function concerns(hints: readonly ChangeHint[], key: QueryKey): boolean {
  const [noun, , , part] = key;
  if (hints.some((hint) => hint.project === undefined && hint.environment === undefined)) return true;
  if (BY_THE_CLOCK.includes(String(noun))) return false;
  if (noun === "switches" && BY_CHANGES.includes(String(part))) return hints.some(({ environment }) => environment !== undefined);
  return true;
}
