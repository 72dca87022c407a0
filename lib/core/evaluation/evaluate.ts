import type { Position } from "../stages/positions.ts";
import { bucket, isWellFormed } from "./bucket.ts";
import { type EvaluationContext, matchRule } from "./rules.ts";
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
export function evaluate(snapshot: Snapshot, key: string, context: EvaluationContext): Evaluation {
  const found = Object.hasOwn(snapshot.switches, key) ? snapshot.switches[key] : undefined;
  if (!found)
    return {
      ok: false,
      key,
      errorCode: "FLAG_NOT_FOUND",
      errorDetails: `There is no switch “${key}” in ${snapshot.environment}.`,
    };

  const rule = found.rules.length > 0 ? matchRule(found.rules, context) : null;
  if (rule) return answer(snapshot, found, rule.result === "next" && found.next ? found.next : found.position, "TARGETING_MATCH");
  if (found.next === null || found.share === 0) return answer(snapshot, found, found.position, "STATIC");

  const subject = context.targetingKey;
  if (typeof subject !== "string" || subject === "") {
    return {
      ok: false,
      key,
      errorCode: "TARGETING_KEY_MISSING",
      errorDetails: `“${key}” is split by share: send a targetingKey.`,
    };
  }
  if (!isWellFormed(subject)) {
    return { ok: false, key, errorCode: "INVALID_CONTEXT", errorDetails: "targetingKey holds an unpaired surrogate." };
  }
  const ahead = bucket(found.salt ?? snapshot.salt, subject) < found.share;
  return answer(snapshot, found, ahead ? found.next : found.position, "SPLIT");
}

function answer(snapshot: Snapshot, found: SnapshotSwitch, value: Position, reason: Reason): Evaluation {
  return {
    ok: true,
    key: found.key,
    value,
    variant: value,
    reason,
    metadata: {
      module: found.module,
      axis: found.axis,
      stage: found.position,
      share: found.share,
      revision: snapshot.revision,
      version: String(found.version),
      flagSetId: `${snapshot.project}/${snapshot.environment}`,
    },
  };
}
