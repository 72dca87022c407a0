import { counters } from "../counters.ts";
import { matchesTag } from "../http/etag.ts";
import type { Exchange } from "../http/exchange.ts";
import { revisionSeen, type Streams, type Topic } from "../http/streams.ts";
import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";

/** The whole snapshot; its revision is the tag. */
export function sendSnapshot(exchange: Exchange, state: State, token: LiveToken): void {
  const environment = state.environmentOf(token);
  const headers = ["ETag", environment.etag, "Cache-Control", "no-cache"];
  if (matchesTag(exchange.request.headers["if-none-match"], environment.etag)) {
    counters.notModified += 1;
    exchange.empty(304, headers);
  } else exchange.send(200, "application/json", environment.json, headers);
}

/** What is missing to the client's revision, then every change as it comes. */
export function openStream(exchange: Exchange, state: State, streams: Streams, token: LiveToken): void {
  const { id } = state.environmentOf(token);
  const topic: Topic = { name: snapshotTopic(id), scope: "read", now: () => state.environment(id) ?? null };
  streams.open(exchange, topic, token, revisionSeen(exchange.request));
}

export function snapshotTopic(environmentId: string): string {
  return `snapshot ${environmentId}`;
}
