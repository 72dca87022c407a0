import type { EvaluationContext } from "../../lib/core/evaluation/rules.ts";
import { parseExactly } from "../../lib/core/text/exact-json.ts";
import { textOf } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";

export const OFREP_BODY_BYTES = 1024 * 1024;

const NOBODY: EvaluationContext = Object.freeze({});

/** The context of an evaluation. No body, no context and an empty one are the same; throws a Refusal on anything odd. */
export function contextOf(body: Buffer): EvaluationContext {
  if (body.length === 0) return NOBODY;
  const parsed = parse(body);
  if (parsed === undefined) return NOBODY;
  if (!isRecord(parsed)) throw new Refusal(400, "The body is not a JSON object.", { errorCode: "PARSE_ERROR" });
  const { context } = parsed;
  if (context === undefined) return NOBODY;
  if (!isRecord(context)) throw new Refusal(400, "context: expected an object.", { errorCode: "INVALID_CONTEXT" });
  if (Object.hasOwn(context, "targetingKey") && typeof context.targetingKey !== "string") {
    throw new Refusal(400, "context.targetingKey: expected text.", { errorCode: "INVALID_CONTEXT" });
  }
  return context;
}

function parse(body: Buffer): unknown {
  const text = textOf(body);
  try {
    return parseExactly(text);
  } catch (error) {
    if (text.trim() === "") return undefined;
    if (error instanceof RangeError) throw new Refusal(400, "The body is nested too deeply.", { errorCode: "INVALID_CONTEXT" });
    throw new Refusal(400, "The body is not JSON.", { errorCode: "PARSE_ERROR" });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
