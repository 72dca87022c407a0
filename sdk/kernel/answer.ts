import { type EvaluationErrorCode, type EvaluationMetadata, evaluate, type Reason } from "../../lib/core/evaluation/evaluate.ts";
import type { EvaluationContext, OnUnreadable } from "../../lib/core/evaluation/rules.ts";
import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { indexOf, type Position } from "../../lib/core/stages/positions.ts";
import { asError, type LeaseError } from "./errors.ts";

/** What a switch answers. With an error the value is the caller's fallback. */
export type Answer<T extends Position> =
  | {
      /** Where the subject stands. */
      value: T;
      /** The same, as OpenFeature calls it. */
      variant: string;
      /** STATIC for everyone, TARGETING_MATCH by a rule, SPLIT by the share. */
      reason: Reason;
      /** The switch: its share in thousandths of a percent, its version, the environment's revision. */
      metadata: EvaluationMetadata;
      errorCode?: undefined;
    }
  | {
      /** The caller's fallback, or where the switch stands if that fallback is below its floor. */
      value: T;
      /** Why there is no better answer is in `errorCode`. */
      reason: "ERROR";
      /** As OpenFeature names them. */
      errorCode: EvaluationErrorCode | "PROVIDER_NOT_READY" | "GENERAL";
      /** A sentence for people. */
      errorDetails: string;
    };

/**
 * Never throws, whatever it is given. `permit` says whether `call` and `data` switches may be acted on now. Route
 * switches answer at once: they choose who answers a request, never a store. `noted` hears what rules could not read.
 */
export function answer<T extends Position>(
  snapshot: Snapshot | null,
  key: string,
  context: EvaluationContext,
  fallback: T,
  permit: { readonly refusal: LeaseError | null },
  noted?: OnUnreadable,
): Answer<T> {
  if (!snapshot) return error(fallback, "PROVIDER_NOT_READY", "No state has arrived yet.");
  try {
    const evaluation = evaluate(snapshot, key, context, noted);
    if (!evaluation.ok) return error(above(snapshot, key, fallback), evaluation.errorCode, evaluation.errorDetails);
    const refused = evaluation.metadata.axis === "route" ? null : permit.refusal;
    if (refused) return error(above(snapshot, key, fallback), "PROVIDER_NOT_READY", refused.message);
    return evaluation as typeof evaluation & { value: T };
  } catch (thrown) {
    return error(fallback, "GENERAL", asError(thrown).message);
  }
}

/** No fallback puts anybody below the earliest stage that is safe beside the others: then the switch's own counts. */
function above<T extends Position>(snapshot: Snapshot, key: string, fallback: T): T {
  const found = Object.hasOwn(snapshot.switches, key) ? snapshot.switches[key] : undefined;
  if (!found?.floor || indexOf("data", fallback) < 0) return fallback;
  return indexOf("data", fallback) < indexOf("data", found.floor) ? (found.position as T) : fallback;
}

function error<T extends Position>(
  value: T,
  errorCode: (Answer<T> & { reason: "ERROR" })["errorCode"],
  errorDetails: string,
): Answer<T> {
  return { value, reason: "ERROR", errorCode, errorDetails };
}
