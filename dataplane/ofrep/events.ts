import type { Exchange } from "../http/exchange.ts";
import { Refusal } from "../http/refusal.ts";
import type { Streams } from "../http/streams.ts";
import type { LiveEnvironment } from "../state/environment.ts";
import type { State } from "../state/state.ts";
import { openStreamToken } from "./stream-token.ts";

export const EVENTS_PATH = "/ofrep/v1/events";

/** Tells browsers to fetch again. The token comes in the URL, since an EventSource sends no headers. */
export function openEvents(exchange: Exchange, state: State, streams: Streams): void {
  const text = new URLSearchParams(exchange.query).get("token") ?? "";
  const token = openStreamToken(text, state.tokens, Date.now());
  exchange.token = token;
  if (!token || !state.tokens.may(token.token.id, "read")) {
    throw new Refusal(401, "The stream token is not valid any more. The bulk answer carries a fresh one.");
  }
  const environment = state.environmentOf(token);
  const seen = exchange.request.headers["last-event-id"];
  const first = seen === String(environment.revision) ? null : refetchEvent(environment);
  streams.open(exchange, eventsTopic(environment.id), first, () => state.tokens.may(token.token.id, "read"));
}

export function eventsTopic(environmentId: string): string {
  return `events ${environmentId}`;
}

export function refetchEvent({ revision, etag }: LiveEnvironment): Buffer {
  return Buffer.from(`id: ${revision}\nevent: message\ndata: ${JSON.stringify({ type: "refetchEvaluation", etag })}\n\n`);
}
