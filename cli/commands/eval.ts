import { ApiError } from "../../lib/platform/api-client.ts";
import { usage } from "../failure.ts";
import type { Answer, Output } from "../output.ts";
import type { Session } from "../session.ts";

export type EvalFlags = { subject?: string; context?: string[] };
type Evaluation = { key: string; value: unknown; variant?: string; reason?: string; metadata?: Record<string, unknown> };

/** Asks the dataplane over OFREP where a switch stands for a subject, as a service would. */
export async function evaluate(session: Session, key: string, { subject, context = [] }: EvalFlags): Promise<Answer> {
  const attributes = { ...contextOf(context), ...(subject === undefined ? {} : { targetingKey: subject }) };
  const path = `/ofrep/v1/evaluate/flags/${encodeURIComponent(key)}`;
  const answer = await session.dataplane.inquire<Evaluation>(path, { context: attributes }).catch(inOwnWords);
  return { document: answer, tell: (out) => tell(out, answer) };
}

function tell(out: Output, { value, reason, variant, metadata }: Evaluation): void {
  out.print(String(value));
  const about = { reason, variant, ...metadata };
  out.say(
    Object.entries(about)
      .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
      .join(", "),
  );
}

/** OFREP has an error form of its own. */
function inOwnWords(error: unknown): never {
  if (!(error instanceof ApiError)) throw error;
  const { errorDetails, ...problem } = error.problem;
  throw typeof errorDetails === "string" ? new ApiError({ ...problem, detail: errorDetails }) : error;
}

/** Attributes from `{"a": 1}` and `a=b`, later ones winning. What stands after = is text. */
function contextOf(parts: readonly string[]): Record<string, unknown> {
  return Object.assign({}, ...parts.map(partOf));
}

function partOf(part: string): Record<string, unknown> {
  if (!part.trimStart().startsWith("{")) {
    const at = part.indexOf("=");
    if (at < 1) throw usage(`--context ${part}: expected name=value or a JSON object.`, "For example --context appVersion=6.2.0");
    return { [part.slice(0, at)]: part.slice(at + 1) };
  }
  try {
    return JSON.parse(part) as Record<string, unknown>;
  } catch {
    throw usage("--context: this is not a JSON object.", `For example --context '{"appVersion":"6.2.0","beta":true}'`);
  }
}
