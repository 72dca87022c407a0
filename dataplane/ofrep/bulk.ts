import type { IncomingMessage } from "node:http";
import { counters } from "../counters.ts";
import { bodyOf } from "../http/body.ts";
import { matchesTag } from "../http/etag.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Source } from "../state/source.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";
import { contextOf, OFREP_BODY_BYTES } from "./context.ts";
import { bulkTag } from "./etag.ts";
import { EVENTS_PATH } from "./events.ts";
import { isBehind } from "./freshness.ts";
import { issueStreamToken, streamEpoch } from "./stream-token.ts";

/** How long an answer waits for a change the client has heard of and this process has not. */
const CATCH_UP_MS = 500;

/** Every switch of the token's environment for one context, or 304 when nothing it depends on changed. */
export async function evaluateAll(exchange: Exchange, state: State, source: Source, token: LiveToken): Promise<void> {
  const context = contextOf(await bodyOf(exchange, OFREP_BODY_BYTES));
  if (isBehind(state.environmentOf(token), exchange.query)) await source.refreshWithin(CATCH_UP_MS);
  const environment = state.environmentOf(token);
  const now = Date.now();
  token.heard("flags", "", now);
  const prefix = prefixOf(exchange.request);
  const tag = bulkTag(environment, token, context, [streamEpoch(now), prefix]);
  if (!isBehind(environment, exchange.query) && matchesTag(exchange.request.headers["if-none-match"], tag)) {
    counters.notModified += 1;
    return exchange.empty(304, ["ETag", tag]);
  }
  const { snapshot, stale } = environment;
  const metadata = {
    revision: snapshot.revision,
    flagSetId: `${snapshot.project}/${snapshot.environment}`,
    ...(stale ? { stale: true } : {}),
  };
  const requestUri = `${prefix}${EVENTS_PATH}?token=${encodeURIComponent(issueStreamToken(token, now))}`;
  const eventStreams = [{ type: "sse", endpoint: { requestUri }, inactivityDelaySec: 120 }];
  const rest = `"metadata":${JSON.stringify(metadata)},"eventStreams":${JSON.stringify(eventStreams)}`;
  counters.evaluations += Object.keys(snapshot.switches).length;
  exchange.send(200, "application/json", `{"flags":[${environment.answers.all(context)}],${rest}}`, ["ETag", tag]);
}

/**
 * The path gateways took off, which the stream's address needs again: clients resolve it against the origin alone. Each
 * gateway adds its part behind a comma, the outermost first.
 */
function prefixOf({ headers }: IncomingMessage): string {
  const parts = String(headers["x-forwarded-prefix"] ?? "").split(",");
  const tidy = parts.map((part) => part.trim().replace(/\/+$/, "")).filter((part) => part !== "");
  const prefix = tidy.join("");
  return tidy.every((part) => part.startsWith("/")) && /^(\/[\w.~-]{1,100}){1,10}$/.test(prefix) ? prefix : "";
}
