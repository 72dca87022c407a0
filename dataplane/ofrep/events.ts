import type { Exchange } from "../http/exchange.ts";
import { Refusal } from "../http/refusal.ts";
import { type Moment, revisionSeen, type Streams, type Topic } from "../http/streams.ts";
import type { LiveEnvironment } from "../state/environment.ts";
import type { State } from "../state/state.ts";
import { changedAt } from "./freshness.ts";
import { openStreamToken } from "./stream-token.ts";

export const EVENTS_PATH = "/ofrep/v1/events";

/** Tells browsers to fetch again. The token comes in the URL, since an EventSource sends no headers. */
export function openEvents(exchange: Exchange, state: State, streams: Streams): void {
  if (exchange.request.method === "HEAD") throw new Refusal(405, "A stream has no end to wait for.", { allow: "GET, OPTIONS" });
  const text = new URLSearchParams(exchange.query).get("token") ?? "";
  const token = openStreamToken(text, state.tokens, Date.now());
  exchange.token = token;
  if (!token || !state.tokens.may(token.token.id, "read")) {
    throw new Refusal(401, "The stream token is not valid any more. The bulk answer carries a fresh one.");
  }
  const { id } = state.environmentOf(token);
  const topic: Topic = { name: eventsTopic(id), scope: "read", now: () => momentOf(state.environment(id)) };
  streams.open(exchange, topic, token, revisionSeen(exchange.request));
}

export function eventsTopic(environmentId: string): string {
  return `events ${environmentId}`;
}

const moments = new WeakMap<LiveEnvironment, Moment>();

/** However many changes were missed, one event tells to fetch again. */
function momentOf(environment: LiveEnvironment | undefined): Moment | null {
  if (!environment) return null;
  const known = moments.get(environment);
  if (known) return known;
  const { revision, etag } = environment;
  const data = JSON.stringify({ type: "refetchEvaluation", etag, lastModified: changedAt(environment) });
  const event = Buffer.from(`id: ${revision}\nevent: message\ndata: ${data}\n\n`);
  const moment = { revision, eventSince: () => event };
  moments.set(environment, moment);
  return moment;
}
