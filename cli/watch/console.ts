import { setTimeout as pause } from "node:timers/promises";
import { readEvents } from "../../lib/core/text/sse.ts";
import { ApiError } from "../../lib/platform/api-client.ts";
import type { Place, Session } from "../session.ts";
import { readSwitches, type Target } from "../switches.ts";
import { Changes } from "./changes.ts";

const POLL_EVERY_MS = 2000;
/** The console sends a heartbeat at once and then every 5 seconds; a proxy that keeps events back shows early. */
const FIRST_SIGN_MS = 5000;
const SILENT_AFTER_MS = 15_000;

/** Prints changes as the console hints at them; asks again and again while its stream is away. Ends only with an error. */
export async function watchConsole(session: Session, target: Target): Promise<never> {
  const { out, world } = session;
  const place = await session.place();
  const views = await readSwitches(session, place, target);
  out.say(`${place.project} · ${place.environment}: waiting for changes of ${views.length} switches. Ctrl-C ends.`);
  const changes = new Changes(session, place, target, views);
  let away = false;
  for (;;) {
    try {
      if (away) await changes.tell();
      for await (const event of events(session, place)) {
        if (away) out.say("The stream is back.");
        away = false;
        if (event !== "heartbeat") await changes.tell();
      }
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
    if (!away && !world.signal.aborted) out.say(`The stream is away; asking every ${POLL_EVERY_MS / 1000} s.`);
    away = true;
    await pause(POLL_EVERY_MS, undefined, { signal: world.signal }).catch(() => undefined);
  }
}

export function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/** Names of the project's events, the first when the stream stands. Ends when it ends or falls silent. */
async function* events({ console, world }: Session, { projectPath }: Place): AsyncGenerator<string> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), FIRST_SIGN_MS);
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), SILENT_AFTER_MS);
  };
  try {
    const signal = AbortSignal.any([silence.signal, world.signal]);
    const { body } = await console.open(`/api/v1${projectPath}/events`, { headers: { accept: "text/event-stream" }, signal });
    if (!body) return;
    let standing = false;
    for await (const { event } of untilCut(readEvents(body, heard))) {
      // What happened before the stream stood came without a hint.
      yield standing ? event : "open";
      standing = true;
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** A connection that breaks off ends the stream like one that is closed. */
async function* untilCut<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items;
  } catch {
    return;
  }
}
