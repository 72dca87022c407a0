import type { QueryKey } from "@tanstack/react-query";
import type { ChangeHint } from "./live.ts";

/** Reads that go stale by themselves: figures by the clock, instances by what they say. No hint tells of them. */
const BY_THE_CLOCK = ["measurements", "health", "instances"];
/** Reads of switches that only what happens to these makes stale. */
const BY_CHANGES = ["rows", "news", "history"];
const CHANGED = ["switch", "module", "environment"];

/**
 * Whether a read may have gone stale by what hints named. Where a hint tells what happened, the lists of an
 * environment's switches are concerned by what happened to switches there; one that names nothing means everything.
 */
export function concerns(hints: readonly ChangeHint[], [noun, , environment, part]: QueryKey): boolean {
  if (hints.some(({ project, more = false }) => more || project === undefined)) return true;
  if (BY_THE_CLOCK.includes(String(noun))) return false;
  if (noun !== "switches" || !BY_CHANGES.includes(String(part))) return true;
  return hints.some(({ events = [] }) => {
    const ofSwitches = events.filter(({ subject }) => CHANGED.includes(subject.kind));
    return events.length === 0 || ofSwitches.some((event) => event.environment === null || event.environment === environment);
  });
}
