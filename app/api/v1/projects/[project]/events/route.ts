import { z } from "zod";
import { caller } from "@/app/api/v1/_http/caller.ts";
import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { eventsAfter } from "@/lib/audit/reads/events.ts";
import { maySee } from "@/lib/audit/reads/visible.ts";
import { onChange } from "@/lib/platform/changes.ts";
import type { ProjectContext } from "@/lib/platform/context.ts";
import { AppError } from "@/lib/platform/errors.ts";
import { contextOf, projectContext } from "@/lib/platform/identity.ts";
import { connection } from "@/lib/platform/server.ts";
import { follow, MOST_EVENTS, type News } from "./feed.ts";

const HEARTBEAT_MS = 5000;
/** Rights also end without anything being told, as a session does by its time. */
const LOOK_AGAIN_MS = 30_000;
/** Events after which somebody may no longer read. */
const RIGHTS = /^(member|token|project)\./;
/** Messages a slow reader may leave unread before it is dropped; it reconnects and goes on where it was. */
const MAX_WAITING = 256;

const query = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,10}$/, "expected the id of a message")
    .optional()
    .describe("goes on after that message, as the header Last-Event-ID does"),
});

/**
 * Server-sent events for the console: `changed` tells what happened since the message before, and its id is where to
 * go on after a break. Whoever may no longer read hears no more: the stream ends.
 */
export const GET = projectEndpoint(
  {
    summary: "Stream of what happens in the project; an id goes on where it ended",
    query,
    answer: { status: 200, otherTypes: ["text/event-stream"] },
  },
  async (context, { request, query: { cursor } }) => {
    const after = request.headers.get("last-event-id") ?? cursor;
    const early: [News, number][] = [];
    let tell: (news: News, at: number) => void = (news, at) => early.push([news, at]);
    const { from, leave } = await follow(context.project.id, (news, at) => tell(news, at));
    const missed = after === undefined ? null : await since(context, after, from);
    const encoder = new TextEncoder();
    let stop = leave;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) < -MAX_WAITING) stop();
          else controller.enqueue(encoder.encode(text));
        };
        let told: Promise<unknown> = Promise.resolve();
        const lookAgain = async () => {
          if (!(await mayRead(context, request))) stop();
        };
        tell = (all, at) => {
          const news = seenBy(context, all);
          if (!news) return;
          const text = `event: changed\nid: ${at}\ndata: ${JSON.stringify(news)}\n\n`;
          const rights = news.more || news.events.some(({ kind }) => RIGHTS.test(kind));
          told = told.then(async () => {
            if (rights) await lookAgain();
            if (!ended) send(text);
          });
        };
        let ended = false;
        const heartbeat = setInterval(() => send("event: heartbeat\ndata: {}\n\n"), HEARTBEAT_MS);
        const watch = setInterval(lookAgain, LOOK_AGAIN_MS);
        const unsubscribe = onChange(({ person }) => {
          if (person === context.actor.id) told = told.then(lookAgain);
        });
        stop = () => {
          ended = true;
          clearInterval(heartbeat);
          clearInterval(watch);
          unsubscribe();
          leave();
          if (!request.signal.aborted) controller.close();
          stop = () => {};
        };
        if (request.signal.aborted) return stop();
        request.signal.addEventListener("abort", () => stop(), { once: true });
        send(`retry: 2000\nid: ${from}\nevent: heartbeat\ndata: {}\n\n`);
        if (missed) tell(missed, from);
        for (const [news, at] of early) if (at >= from) tell(news, at);
      },
      cancel: () => stop(),
    });
    return new Response(stream, {
      headers: {
        "content-type": "text/event-stream",
        // A proxy that compresses holds back what is short; it leaves alone what has an encoding.
        "content-encoding": "identity",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      },
    });
  },
);

/** The part of the news that the reader may know of; null when there is none. */
function seenBy({ project }: ProjectContext, news: News): News | null {
  const { environmentId: own } = project;
  if (own === null) return news;
  const events = news.events.filter(({ environment, subject }) => maySee(project, { environment, targetKind: subject.kind }));
  if (news.environment === undefined || news.environment === own) return { ...news, events };
  return events.length > 0 ? { project: news.project, events, more: news.more } : null;
}

/** What happened between a message and the beginning of this stream; null when nothing did. */
async function since({ db, project }: ProjectContext, after: string, from: number): Promise<News | null> {
  const cursor = /^\d{1,10}$/.test(after) ? Number(after) : Number.POSITIVE_INFINITY;
  if (cursor === from) return null;
  // Of another history, or too long ago: everything may have changed.
  if (cursor > from || from - cursor > MOST_EVENTS) return { project: project.id, events: [], more: true };
  return { project: project.id, events: await eventsAfter(db, project.id, cursor, from - cursor), more: false };
}

/** Asks all over again who this is and what they may. While Postgres is away nobody can tell. */
async function mayRead({ project }: ProjectContext, request: Parameters<typeof caller>[0]): Promise<boolean> {
  const { db } = connection();
  try {
    const identity = await caller(request, db, new Date());
    await projectContext(contextOf(identity, db, new Date(), "ui"), identity, project.key);
    return true;
  } catch (error) {
    return !(error instanceof AppError);
  }
}
