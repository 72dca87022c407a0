import { asError } from "../kernel/errors.ts";
import { differencesOf } from "../migrate/difference.ts";
import type { Recorder } from "./recorder.ts";
import { type Redact, reportable } from "./redaction.ts";

/** Keeps where two answers of an operation differ, redacted. */
export function sampleDifferences(
  parts: { recorder: Recorder; redact: Redact; problem: (problem: Error) => void },
  of: { module: string; operation: string },
  old: unknown,
  fresh: unknown,
): void {
  try {
    for (const { field, kind, ...values } of differencesOf(old, fresh)) {
      const told = (value: unknown) => (value === undefined ? null : reportable(parts.redact(value, field)));
      parts.recorder.sample({ ...of, field, kind, old: told(values.old), new: told(values.fresh) });
    }
  } catch (error) {
    parts.problem(new Error(`A difference could not be described: ${asError(error).message}`, { cause: error }));
  }
}
