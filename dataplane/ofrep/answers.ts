import { type Decision, decide, evaluate, explain } from "../../lib/core/evaluation/evaluate.ts";
import type { EvaluationContext, OnUnreadable } from "../../lib/core/evaluation/rules.ts";
import type { Snapshot, SnapshotSwitch } from "../../lib/core/evaluation/snapshot.ts";

/** One answer as it is sent. */
export type Answer = { status: 200 | 400 | 404; headers: readonly string[]; text: string };

/** A switch, and what it can answer by the decision's id, as far as it was asked. */
type Known = { found: SnapshotSwitch; answers: Answer[] };

/**
 * Answers of one snapshot in OFREP's form. What a switch can say is little, so each answer is written the first time
 * it is needed and sent from then on as it is.
 */
export class Answers {
  private readonly snapshot: Snapshot;
  private readonly stale: boolean;
  private readonly noted: OnUnreadable | undefined;
  private readonly known = new Map<string, Known>();

  /** `noted` hears what rules could not read. */
  constructor(snapshot: Snapshot, stale: boolean, noted?: OnUnreadable) {
    this.snapshot = snapshot;
    this.stale = stale;
    this.noted = noted;
  }

  /** The answer for one switch; `key` may be anything. */
  one(key: string, context: EvaluationContext): Answer {
    const known = this.known.get(key) ?? this.look(key);
    if (!known) return written(evaluate(this.snapshot, key, context), false);
    const decision = decide(this.snapshot, known.found, context, this.noted);
    return known.answers[decision.id] ?? this.write(known, decision);
  }

  /** Every switch, those that need a targetingKey and got none as failures. */
  all(context: EvaluationContext): string {
    return Object.keys(this.snapshot.switches)
      .map((key) => this.one(key, context).text)
      .join(",");
  }

  private look(key: string): Known | null {
    const found = Object.hasOwn(this.snapshot.switches, key) ? this.snapshot.switches[key] : undefined;
    if (!found) return null;
    const known: Known = { found, answers: [] };
    this.known.set(found.key, known);
    return known;
  }

  private write({ found, answers }: Known, decision: Decision): Answer {
    const answer = written(explain(this.snapshot, found, decision), this.stale);
    answers[decision.id] = answer;
    return answer;
  }
}

function written(evaluation: ReturnType<typeof evaluate>, stale: boolean): Answer {
  if (!evaluation.ok) {
    const { key, errorCode, errorDetails } = evaluation;
    return answerOf(errorCode === "FLAG_NOT_FOUND" ? 404 : 400, failureBody(errorCode, errorDetails, key));
  }
  const { key, reason, value, variant, metadata } = evaluation;
  return answerOf(200, { key, reason, value, variant, metadata: stale ? { ...metadata, stale } : metadata });
}

function answerOf(status: Answer["status"], body: unknown): Answer {
  const text = JSON.stringify(body);
  return { status, headers: ["Content-Type", "application/json", "Content-Length", String(Buffer.byteLength(text))], text };
}

/** Providers disagree on the spelling of the error's fields, so both are sent. */
export function failureBody(errorCode: string, errorDetails: string, key?: string): Record<string, unknown> {
  return {
    ...(key === undefined ? {} : { key }),
    errorCode,
    errorDetails,
    metadata: {},
    error_code: errorCode,
    error_details: errorDetails,
  };
}
