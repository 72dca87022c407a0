import type { Position } from "../stages/positions.ts";
import { FULL_SHARE } from "../stages/state.ts";
import { bucket, isWellFormed } from "./bucket.ts";
import { type EvaluationContext, matchRule, type OnUnreadable } from "./rules.ts";
import type { Snapshot, SnapshotSwitch } from "./snapshot.ts";

export type Reason = "STATIC" | "TARGETING_MATCH" | "SPLIT";
export type EvaluationErrorCode = "FLAG_NOT_FOUND" | "TARGETING_KEY_MISSING" | "INVALID_CONTEXT";

/** Flat, as OpenFeature wants it. `share` is in thousandths of a percent. */
export type EvaluationMetadata = {
  module: string;
  axis: string;
  stage: string;
  share: number;
  revision: number;
  version: string;
  flagSetId: string;
};

export type Evaluation =
  | { ok: true; key: string; value: Position; variant: Position; reason: Reason; metadata: EvaluationMetadata }
  | { ok: false; key: string; errorCode: EvaluationErrorCode; errorDetails: string };

/** What a switch answers for one subject: rules first, then the subject's bucket against the share. */
export function evaluate(snapshot: Snapshot, key: string, context: EvaluationContext, noted?: OnUnreadable): Evaluation {
  const found = Object.hasOwn(snapshot.switches, key) ? snapshot.switches[key] : undefined;
  if (found) return explain(snapshot, found, decide(snapshot, found, context, noted));
  const errorDetails = `There is no switch “${key}” in ${snapshot.environment}.`;
  return { ok: false, key, errorCode: "FLAG_NOT_FOUND", errorDetails };
}

/** Whether a subject is `ahead` of the others and why, or what is wrong with its context; `id` counts from zero. */
export type Decision = { readonly id: number } & (
  | { readonly ahead: boolean; readonly reason: Reason }
  | { readonly fault: Exclude<EvaluationErrorCode, "FLAG_NOT_FOUND"> }
);

const STATIC: Decision = { id: 0, ahead: false, reason: "STATIC" };
const MATCHED: Decision = { id: 1, ahead: false, reason: "TARGETING_MATCH" };
const MATCHED_AHEAD: Decision = { id: 2, ahead: true, reason: "TARGETING_MATCH" };
const BEHIND: Decision = { id: 3, ahead: false, reason: "SPLIT" };
const AHEAD: Decision = { id: 4, ahead: true, reason: "SPLIT" };
const NOBODY: Decision = { id: 5, fault: "TARGETING_KEY_MISSING" };
const UNREADABLE: Decision = { id: 6, fault: "INVALID_CONTEXT" };
const ALL_AHEAD: Decision = { id: 7, ahead: true, reason: "STATIC" };

/** The decision alone: always one of the same few objects, so that whoever words answers can keep them. */
export function decide(snapshot: Snapshot, found: SnapshotSwitch, context: EvaluationContext, noted?: OnUnreadable): Decision {
  const rule = found.rules.length > 0 ? matchRule(found.rules, context, noted, found.key) : null;
  if (rule) return rule.result === "next" && found.next !== null ? MATCHED_AHEAD : MATCHED;
  if (found.next === null || found.share === 0) return STATIC;
  if (found.share === FULL_SHARE) return ALL_AHEAD;
  const subject = context.targetingKey;
  if (typeof subject !== "string" || subject === "") return NOBODY;
  if (!isWellFormed(subject)) return UNREADABLE;
  return bucket(found.salt ?? snapshot.salt, subject) < found.share ? AHEAD : BEHIND;
}

/** A decision on a switch in words. */
export function explain(snapshot: Snapshot, found: SnapshotSwitch, decision: Decision): Evaluation {
  const { key } = found;
  if ("fault" in decision) {
    const errorDetails =
      decision === NOBODY ? `“${key}” is split by share: send a targetingKey.` : "targetingKey holds an unpaired surrogate.";
    return { ok: false, key, errorCode: decision.fault, errorDetails };
  }
  const value = decision.ahead && found.next !== null ? found.next : found.position;
  return {
    ok: true,
    key,
    value,
    variant: value,
    reason: decision.reason,
    metadata: {
      module: found.module,
      axis: found.axis,
      stage: found.position,
      share: found.share,
      revision: snapshot.revision,
      version: String(found.version),
      flagSetId: flagSetId(snapshot),
    },
  };
}

const flagSetIds = new WeakMap<Snapshot, string>();

/** Remembered, so that an answer leaves nothing behind but itself. */
function flagSetId(snapshot: Snapshot): string {
  let id = flagSetIds.get(snapshot);
  if (id === undefined) {
    id = `${snapshot.project}/${snapshot.environment}`;
    flagSetIds.set(snapshot, id);
  }
  return id;
}
