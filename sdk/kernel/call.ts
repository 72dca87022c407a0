import type { EvaluationContext } from "../../lib/core/evaluation/rules.ts";
import type { Position, Side } from "../../lib/core/stages/positions.ts";

/** Where a subject stands on a switch, for as long as one operation lasts. Throws a NoStateError for an unknown key. */
export type PositionOf = <T extends Position = Side>(key: string, context: EvaluationContext) => T;

/** Terms of one call. */
export type CallOptions = {
  /**
   * Aborted before anything began, nothing begins; later, the caller stops waiting and what was begun goes on, with its
   * failures noted as ever. Either way the call rejects with the signal's reason.
   */
  signal?: AbortSignal;
  /**
   * Seconds its caller waits. At most, and by default, `operationSeconds`; what was asked of a store is waited for
   * that long in any case.
   */
  deadlineSeconds?: number;
};
