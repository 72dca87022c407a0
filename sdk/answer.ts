import { type EvaluationErrorCode, type EvaluationMetadata, evaluate, type Reason } from "../lib/core/evaluation/evaluate.ts";
import type { EvaluationContext } from "../lib/core/evaluation/rules.ts";
import type { Snapshot } from "../lib/core/evaluation/snapshot.ts";
import type { Position } from "../lib/core/stages/positions.ts";
import { asError } from "./errors.ts";

/** What a switch answers. With an error the value is the caller's fallback. */
export type Answer<T extends Position> =
  | { value: T; variant: string; reason: Reason; metadata: EvaluationMetadata; errorCode?: undefined }
  | { value: T; reason: "ERROR"; errorCode: EvaluationErrorCode | "PROVIDER_NOT_READY" | "GENERAL"; errorDetails: string };

/** Never throws, whatever it is given. */
export function answer<T extends Position>(
  snapshot: Snapshot | null,
  key: string,
  context: EvaluationContext,
  fallback: T,
): Answer<T> {
  if (!snapshot) return error(fallback, "PROVIDER_NOT_READY", "No state has arrived yet.");
  try {
    const evaluation = evaluate(snapshot, key, context);
    if (!evaluation.ok) return error(fallback, evaluation.errorCode, evaluation.errorDetails);
    return evaluation as typeof evaluation & { value: T };
  } catch (thrown) {
    return error(fallback, "GENERAL", asError(thrown).message);
  }
}

function error<T extends Position>(
  value: T,
  errorCode: (Answer<T> & { reason: "ERROR" })["errorCode"],
  errorDetails: string,
): Answer<T> {
  return { value, reason: "ERROR", errorCode, errorDetails };
}
