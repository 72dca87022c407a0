import { counters } from "../counters.ts";
import { matchesTag } from "../http/etag.ts";
import type { Exchange } from "../http/exchange.ts";
import type { Streams } from "../http/streams.ts";
import type { LiveEnvironment } from "../state/environment.ts";
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

/** The snapshot now, unless the client has it, and again on every change. */
export function openStream(exchange: Exchange, state: State, streams: Streams, token: LiveToken): void {
  const environment = state.environmentOf(token);
  const seen = exchange.request.headers["last-event-id"];
  const first = seen === String(environment.revision) ? null : snapshotEvent(environment);
  streams.open(exchange, snapshotTopic(environment.id), first, () => state.tokens.may(token.token.id, "read"));
}

export function snapshotTopic(environmentId: string): string {
  return `snapshot ${environmentId}`;
}

export function snapshotEvent({ revision, json }: LiveEnvironment): Buffer {
  return Buffer.concat([Buffer.from(`id: ${revision}\nevent: snapshot\ndata: `), json, Buffer.from("\n\n")]);
}
