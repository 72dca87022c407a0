import type { ServerResponse } from "node:http";
import { counters } from "../counters.ts";
import type { Exchange } from "./exchange.ts";

const HEARTBEAT_MS = 15_000;
const HEARTBEAT = Buffer.from(":\n\n");

/** A reader that lets more than this pile up is cut off; it reconnects and gets the present state at once. */
const BUFFER_BYTES = 1024 * 1024;

const HEADERS = ["Content-Type", "text/event-stream", "Cache-Control", "no-cache, no-transform", "X-Accel-Buffering", "no"];

type Stream = { response: ServerResponse; topic: string; stillAllowed: () => boolean };

/** Server-sent events: open streams by topic. */
export class Streams {
  private readonly topics = new Map<string, Set<Stream>>();
  private readonly heartbeat: NodeJS.Timeout;
  private closing = false;

  constructor() {
    this.heartbeat = setInterval(() => {
      this.check();
      for (const stream of this.all()) this.write(stream, HEARTBEAT);
    }, HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  get size(): number {
    let size = 0;
    for (const streams of this.topics.values()) size += streams.size;
    return size;
  }

  /** Opens a stream on a topic and writes `first`. It ends when `stillAllowed` says no, asked now and then. */
  open(exchange: Exchange, topic: string, first: Buffer | null, stillAllowed: () => boolean): void {
    const { response } = exchange;
    counters.answered(exchange.route, 200);
    response.writeHead(200, ["X-Request-Id", exchange.id, ...HEADERS, ...exchange.corsHeaders]);
    const stream: Stream = { response, topic, stillAllowed };
    const streams = this.topics.get(topic) ?? new Set();
    this.topics.set(topic, streams.add(stream));
    response.on("close", () => this.remove(stream));
    response.on("error", () => this.remove(stream));
    this.write(stream, HEARTBEAT);
    if (first) this.write(stream, first);
    if (this.closing) this.end(stream);
  }

  /** Writes to everybody on the topic; `make` is asked only when there is somebody. */
  publish(topic: string, make: () => Buffer): void {
    const streams = this.topics.get(topic);
    if (!streams) return;
    const frame = make();
    for (const stream of streams) this.write(stream, frame);
  }

  /** Ends the streams whose token is no longer good. */
  check(): void {
    for (const stream of this.all()) if (!stream.stillAllowed()) this.end(stream);
  }

  /** Ends every stream, asking clients to come back at different moments. */
  close(): void {
    this.closing = true;
    clearInterval(this.heartbeat);
    for (const stream of this.all()) this.end(stream);
  }

  private *all(): Generator<Stream> {
    for (const streams of [...this.topics.values()]) yield* [...streams];
  }

  private write(stream: Stream, frame: Buffer): void {
    const { response } = stream;
    if (response.writableEnded || response.destroyed) return;
    // What is under way counts, the frame itself does not: a large snapshot alone is no sign of a slow reader.
    if (response.writableLength > BUFFER_BYTES) {
      counters.slowReaders += 1;
      response.destroy();
      this.remove(stream);
    } else response.write(frame);
  }

  private end(stream: Stream): void {
    this.remove(stream);
    if (!stream.response.destroyed) stream.response.end(`retry: ${500 + Math.floor(Math.random() * 2500)}\n\n`);
  }

  private remove(stream: Stream): void {
    const streams = this.topics.get(stream.topic);
    if (streams?.delete(stream) && streams.size === 0) this.topics.delete(stream.topic);
  }
}
