import { counters } from "../counters.ts";
import { bodyOf } from "../http/body.ts";
import { matchesTag } from "../http/etag.ts";
import type { Exchange } from "../http/exchange.ts";
import type { LiveEnvironment } from "../state/environment.ts";
import type { Source } from "../state/source.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";
import { contextOf, OFREP_BODY_BYTES } from "./context.ts";
import { bulkTag } from "./etag.ts";
import { EVENTS_PATH } from "./events.ts";
import { issueStreamToken, streamEpoch } from "./stream-token.ts";

/** How long an answer waits for a change the client has heard of and this process has not. */
const CATCH_UP_MS = 500;

/** Every switch of the token's environment for one context, or 304 when nothing it depends on changed. */
export async function evaluateAll(exchange: Exchange, state: State, source: Source, token: LiveToken): Promise<void> {
  const context = contextOf(await bodyOf(exchange.request, OFREP_BODY_BYTES));
  const current = !isBehind(state.environmentOf(token), exchange.query) || (await source.refreshWithin(CATCH_UP_MS));
  const environment = state.environmentOf(token);
  const now = Date.now();
  const tag = bulkTag(environment, token, context, streamEpoch(now));
  if (current && matchesTag(exchange.request.headers["if-none-match"], tag)) {
    counters.notModified += 1;
    return exchange.empty(304, ["ETag", tag]);
  }
  const { snapshot, stale } = environment;
  const metadata = {
    revision: snapshot.revision,
    flagSetId: `${snapshot.project}/${snapshot.environment}`,
    ...(stale ? { stale: true } : {}),
  };
  const requestUri = `${EVENTS_PATH}?token=${encodeURIComponent(issueStreamToken(token, now))}`;
  const eventStreams = [{ type: "sse", endpoint: { requestUri }, inactivityDelaySec: 120 }];
  const rest = `"metadata":${JSON.stringify(metadata)},"eventStreams":${JSON.stringify(eventStreams)}`;
  counters.evaluations += Object.keys(snapshot.switches).length;
  exchange.send(200, "application/json", `{"flags":[${environment.answers.all(context)}],${rest}}`, ["ETag", tag]);
}

/** Whether the client knows of something newer. The hints come from our own events; what cannot be read is ignored. */
function isBehind(environment: LiveEnvironment, query: string): boolean {
  if (query === "") return false;
  const hints = new URLSearchParams(query);
  const revision = Number(hints.get("flagConfigEtag")?.replace(/^(W\/)?"|"$/g, "") || Number.NaN);
  if (environment.revision < revision) return true;
  const modified = hints.get("flagConfigLastModified") ?? "";
  const seconds = /^\d+(\.\d+)?$/.test(modified) ? Number(modified) : Date.parse(modified) / 1000;
  return Math.floor(environment.published.changedAt / 1000) < Math.floor(seconds);
}
