import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { DataplaneScope } from "../auth.ts";
import { counters } from "../counters.ts";
import type { LiveToken, Tokens } from "../state/tokens.ts";
import type { Exchange } from "./exchange.ts";
import { Refusal } from "./refusal.ts";

/** Every reader gets a sign of life this often. One that has not taken what was written by then is late. */
const HEARTBEAT_MS = 15_000;
const HEARTBEAT_STEP_MS = 250;
const HEARTBEAT = Buffer.from(":\n\n");

/** Changes that come together are said together. */
const TOGETHER_MS = 5;
/** So many readers are written to before others are served again. */
const BATCH = 250;

/** Far above what one process is meant for, below what the system gives it. */
const LIMITS = { streams: 20_000, streamsOfAToken: 10_000 };

/** When the process ends, readers are sent away over this long, at least so many at a time. */
const GOODBYE_MS = 4000;
const GOODBYE_STEP_MS = 50;
const GOODBYE_LEAST = 25;
/** They come back after that and, so that they do not all at once, a random part of as many milliseconds as they are. */
const BACK_SOONEST_MS = 200;
const BACK_WITHIN_MS = { least: 300, most: 3000 };

/** Of every stream of events. A proxy that compresses holds back what is short; one leaves alone what has an encoding. */
export const STREAM_HEADERS: readonly string[] = [
  "Content-Type",
  "text/event-stream",
  "Content-Encoding",
  "identity",
  "Cache-Control",
  "no-cache, no-transform",
  "X-Accel-Buffering",
  "no",
];

/** Where things stand, and what brings a reader there who has that revision, null for none: one buffer for all. */
export type Moment = { readonly revision: number; eventSince(revision: number | null): Buffer };

/** What some streams follow. Those of one name are told together; a token that loses the scope stops reading. */
export type Topic = {
  name: string;
  scope: DataplaneScope;
  /** Null when there is nothing left to follow. */
  now: () => Moment | null;
};

/** The revision a reader that comes back has; null when it has none. */
export function revisionSeen({ headers }: IncomingMessage): number | null {
  const seen = headers["last-event-id"];
  return typeof seen === "string" && /^\d{1,15}$/.test(seen) ? Number(seen) : null;
}

type Readers = Topic & { streams: Set<Stream>; telling: boolean; again: boolean };

type Stream = {
  readonly response: ServerResponse;
  readonly readers: Readers;
  readonly tokenId: string;
  /** What the reader has, or will have when it has taken what is written. */
  revision: number | null;
  waiting: boolean;
  late: boolean;
};

/**
 * Server-sent events. A reader is written to only when it has taken what was written before, then hears at once
 * what it missed: nothing piles up for the slow, and what they get is as short as for the others.
 */
export class Streams {
  private readonly tokens: Tokens;
  private readonly limits: typeof LIMITS;
  private readonly heartbeatMs: number;
  private readonly stepMs: number;
  private readonly topics = new Map<string, Readers>();
  private readonly all = new Set<Stream>();
  private readonly perToken = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;
  /** Who is visited next, and how many are. */
  private turn: Iterator<Stream> = this.all.values();
  private due = 0;
  private closing = false;

  constructor(tokens: Tokens, heartbeatMs = HEARTBEAT_MS, limits = LIMITS) {
    this.tokens = tokens;
    this.limits = limits;
    this.heartbeatMs = heartbeatMs;
    this.stepMs = Math.min(HEARTBEAT_STEP_MS, heartbeatMs);
    this.timer = setInterval(() => this.beat(), this.stepMs).unref();
  }

  get size(): number {
    return this.all.size;
  }

  /** Opens a stream for a reader that has `revision`, null for nothing. Throws 429 or 503 when there are too many. */
  open(exchange: Exchange, topic: Topic, { token }: LiveToken, revision: number | null): void {
    this.admit(token.id);
    const { response } = exchange;
    counters.answered(exchange.route, 200);
    response.writeHead(200, ["X-Request-Id", exchange.id, ...STREAM_HEADERS, ...exchange.corsHeaders]);
    response.write(HEARTBEAT);
    const readers = this.readersOf(topic);
    const stream: Stream = { response, readers, tokenId: token.id, revision, waiting: false, late: false };
    this.all.add(stream);
    readers.streams.add(stream);
    this.perToken.set(token.id, (this.perToken.get(token.id) ?? 0) + 1);
    const gone = () => this.remove(stream);
    response.on("close", gone);
    response.on("error", gone);
    this.advance(stream);
  }

  /** Tells the readers of a topic, soon, that things stand elsewhere. */
  changed(name: string): void {
    const readers = this.topics.get(name);
    if (!readers) return;
    readers.again = true;
    if (!readers.telling) void this.tell(readers);
  }

  /** Ends the streams whose token is no longer good. */
  check(): void {
    for (const stream of this.all) if (!this.mayRead(stream)) this.end(stream);
  }

  /** Ends every stream, some at a time, asking each client to come back a little later. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.timer);
    const step = Math.max(GOODBYE_LEAST, Math.ceil((this.size * GOODBYE_STEP_MS) / GOODBYE_MS));
    let ended = 0;
    for (const stream of this.all) {
      if (ended > 0 && ended % step === 0) await setTimeout(GOODBYE_STEP_MS);
      this.end(stream);
      ended += 1;
    }
  }

  private admit(tokenId: string): void {
    const retryAfter = 1 + Math.floor(Math.random() * 5);
    if (this.closing) throw new Refusal(503, "This dataplane is ending.", { retryAfter });
    const { streams, streamsOfAToken } = this.limits;
    if (this.size >= streams) throw new Refusal(503, `${streams} streams are open here already.`, { retryAfter });
    if ((this.perToken.get(tokenId) ?? 0) >= streamsOfAToken) {
      throw new Refusal(429, `This token has ${streamsOfAToken} streams open here already.`, { retryAfter });
    }
  }

  private readersOf(topic: Topic): Readers {
    const known = this.topics.get(topic.name);
    if (known) return known;
    const readers: Readers = { ...topic, streams: new Set(), telling: false, again: false };
    this.topics.set(topic.name, readers);
    return readers;
  }

  private async tell(readers: Readers): Promise<void> {
    readers.telling = true;
    while (readers.again) {
      await setTimeout(TOGETHER_MS);
      readers.again = false;
      let told = 0;
      for (const stream of readers.streams) {
        this.advance(stream);
        told += 1;
        if (told % BATCH === 0) await setImmediate();
      }
    }
    readers.telling = false;
  }

  /** Writes what the reader misses, now or as soon as it has taken what was written before. */
  private advance(stream: Stream): void {
    const { response, readers } = stream;
    const now = readers.now();
    if (now?.revision === stream.revision || response.writableEnded || response.destroyed) return;
    if (now === null) this.end(stream);
    else if (!response.writableNeedDrain) {
      response.write(now.eventSince(stream.revision));
      stream.revision = now.revision;
    } else if (!stream.waiting) {
      stream.waiting = true;
      response.once("drain", () => {
        stream.waiting = false;
        this.advance(stream);
      });
    }
  }

  /** Visits some of the streams, so that all have their turn within one heartbeat. */
  private beat(): void {
    this.due += this.size * (this.stepMs / this.heartbeatMs);
    for (; this.due >= 1; this.due -= 1) {
      let next = this.turn.next();
      if (next.done) {
        this.turn = this.all.values();
        next = this.turn.next();
      }
      if (!next.done) this.visit(next.value);
    }
  }

  private visit(stream: Stream): void {
    const { response } = stream;
    if (!this.mayRead(stream)) this.end(stream);
    else if (!response.writableNeedDrain) {
      stream.late = false;
      response.write(HEARTBEAT);
    } else if (stream.late) {
      counters.slowReaders += 1;
      response.destroy();
      this.remove(stream);
    } else stream.late = true;
  }

  private mayRead({ tokenId, readers }: Stream): boolean {
    return this.tokens.may(tokenId, readers.scope);
  }

  private end(stream: Stream): void {
    const { response } = stream;
    const withinMs = Math.min(BACK_WITHIN_MS.most, Math.max(BACK_WITHIN_MS.least, this.size));
    if (!response.destroyed) response.end(`retry: ${BACK_SOONEST_MS + Math.floor(Math.random() * withinMs)}\n\n`);
    this.remove(stream);
  }

  private remove(stream: Stream): void {
    if (!this.all.delete(stream)) return;
    const { readers, tokenId } = stream;
    readers.streams.delete(stream);
    if (readers.streams.size === 0) this.topics.delete(readers.name);
    const left = (this.perToken.get(tokenId) ?? 1) - 1;
    if (left > 0) this.perToken.set(tokenId, left);
    else this.perToken.delete(tokenId);
  }
}
