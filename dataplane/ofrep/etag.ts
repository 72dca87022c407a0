import { hash } from "node:crypto";
import type { EvaluationContext } from "../../lib/core/evaluation/rules.ts";
import { canonicalJson } from "../../lib/platform/canonical.ts";
import { Refusal } from "../http/refusal.ts";
import type { LiveEnvironment } from "../state/environment.ts";
import type { LiveToken } from "../state/tokens.ts";

/**
 * Changes with anything the bulk answer depends on: environment, revision, staleness, the whole context, and
 * `stream`, of which the stream's address is made.
 */
export function bulkTag(
  environment: LiveEnvironment,
  token: LiveToken,
  context: EvaluationContext,
  stream: readonly (string | number)[],
): string {
  const facts = [environment.id, environment.revision, environment.stale, token.token.id, stream, canonical(context)];
  return `"${hash("sha256", JSON.stringify(facts), "base64url").slice(0, 27)}"`;
}

function canonical(context: EvaluationContext): string {
  try {
    return canonicalJson(context);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new Refusal(400, "context: nested too deeply.", { errorCode: "INVALID_CONTEXT" });
    }
    throw error;
  }
}
