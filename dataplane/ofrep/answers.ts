import { type Evaluation, evaluate } from "../../lib/core/evaluation/evaluate.ts";
import type { EvaluationContext } from "../../lib/core/evaluation/rules.ts";
import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";

/** JSON of one answer and its length in bytes. */
export type Answer = { ok: boolean; status: 200 | 400 | 404; text: string; bytes: number };

/**
 * Answers of one snapshot in OFREP's form. What a switch can answer depends on value and reason alone, so each
 * is written once and sent from then on as it is.
 */
export class Answers {
  private readonly snapshot: Snapshot;
  private readonly stale: boolean;
  private readonly written = new Map<string, Answer>();

  constructor(snapshot: Snapshot, stale: boolean) {
    this.snapshot = snapshot;
    this.stale = stale;
  }

  /** The answer for one switch; `key` may be anything. */
  one(key: string, context: EvaluationContext): Answer {
    const evaluation = evaluate(this.snapshot, key, context);
    return evaluation.ok ? this.success(evaluation) : failure(evaluation);
  }

  /** Every switch, those that need a targetingKey and got none as failures. */
  all(context: EvaluationContext): string {
    return Object.keys(this.snapshot.switches)
      .map((key) => this.one(key, context).text)
      .join(",");
  }

  private success(evaluation: Evaluation & { ok: true }): Answer {
    const { key, reason, value, variant } = evaluation;
    const name = `${key} ${value} ${reason}`;
    const known = this.written.get(name);
    if (known) return known;
    const metadata = this.stale ? { ...evaluation.metadata, stale: true } : evaluation.metadata;
    const answer = written(200, { key, reason, value, variant, metadata });
    this.written.set(name, answer);
    return answer;
  }
}

function failure({ key, errorCode, errorDetails }: Evaluation & { ok: false }): Answer {
  return written(errorCode === "FLAG_NOT_FOUND" ? 404 : 400, failureBody(errorCode, errorDetails, key));
}

function written(status: Answer["status"], body: unknown): Answer {
  const text = JSON.stringify(body);
  return { ok: status === 200, status, text, bytes: Buffer.byteLength(text) };
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
