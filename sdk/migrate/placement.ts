import { bucket, isWellFormed } from "../../lib/core/evaluation/bucket.ts";
import { type Evaluation, evaluate } from "../../lib/core/evaluation/evaluate.ts";
import type { EvaluationContext, OnUnreadable } from "../../lib/core/evaluation/rules.ts";
import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { type Position, planOf, type Side, type Stage } from "../../lib/core/stages/positions.ts";
import { FULL_SHARE } from "../../lib/core/stages/state.ts";
import { asError, NoStateError } from "../kernel/errors.ts";

/** What one snapshot says of a data switch. */
export type Placement = {
  snapshot: Snapshot;
  /** A write succeeds only when both stores took it. */
  required: boolean;
  /** New writes wait. */
  paused: boolean;
  /** The switch's version while its subjects may have different authorities, else null. */
  divided: number | null;
  stageOf: (context: EvaluationContext) => Stage;
  /** Whether this subject's reads are compared: always the same subjects, drawn apart from those of the share. */
  isSampled: (context: EvaluationContext) => boolean;
};

/**
 * Where a subject stands, or the switch's own position for one that cannot be told apart: neighbouring positions
 * coexist. Throws a NoStateError when nothing is known of the switch. `noted` hears what rules could not read.
 */
export function placeOf(
  snapshot: Snapshot | null,
  key: string,
  context: EvaluationContext,
  problem: (problem: Error) => void,
  noted?: OnUnreadable,
): Position {
  const found = snapshot && Object.hasOwn(snapshot.switches, key) ? snapshot.switches[key] : undefined;
  if (!snapshot || !found) throw new NoStateError(`Nothing is known of “${key}” yet; using either store could lose writes.`);
  const answer = evaluated(snapshot, key, context, noted);
  if (answer.ok) return answer.value;
  problem(new Error(`${key}: ${answer.errorDetails} The position of the switch itself was used.`));
  return found.position;
}

/** A context that cannot be read tells nobody apart either. */
function evaluated(
  snapshot: Snapshot,
  key: string,
  context: EvaluationContext,
  noted: OnUnreadable | undefined,
): Evaluation | { ok: false; errorDetails: string } {
  try {
    return evaluate(snapshot, key, context, noted);
  } catch (error) {
    return { ok: false, errorDetails: asError(error).message };
  }
}

/** Works out what does not depend on the subject. Throws a NoStateError when nothing is known of the switch. */
export function placementIn(
  snapshot: Snapshot | null,
  key: string,
  problem: (problem: Error) => void,
  noted?: OnUnreadable,
): Placement {
  const found = snapshot && Object.hasOwn(snapshot.switches, key) ? snapshot.switches[key] : undefined;
  if (!snapshot || !found) throw new NoStateError(`Nothing is known of “${key}” yet; using either store could lose writes.`);
  const { position, next, share, rules, checkRatio, version } = found;
  const settled = rules.length === 0 && (next === null || share === 0);
  const salt = `check:${found.salt ?? snapshot.salt}`;
  return {
    snapshot,
    required: found.secondaryWrites === "required",
    paused: found.paused,
    divided: !settled && next !== null && returnedAt(position) !== returnedAt(next) ? version : null,
    stageOf: settled ? () => position as Stage : (context) => placeOf(snapshot, key, context, problem, noted) as Stage,
    isSampled:
      checkRatio === FULL_SHARE
        ? () => true
        : (context) => {
            const subject = subjectOf(context);
            return subject !== "" && isWellFormed(subject) && bucket(salt, subject) < checkRatio;
          },
  };
}

function returnedAt(position: Position): Side {
  return planOf(position as Stage).returned;
}

/** Empty when it does not say. */
export function subjectOf(context: EvaluationContext): string {
  try {
    const { targetingKey } = context;
    return typeof targetingKey === "string" ? targetingKey : "";
  } catch {
    return "";
  }
}
