import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { applyDelta, type Delta } from "../../lib/core/evaluation/delta.ts";
import type { Snapshot, SnapshotSwitch } from "../../lib/core/evaluation/snapshot.ts";
import type { Axis, Position } from "../../lib/core/stages/positions.ts";
import type { Rows } from "../report/recorder.ts";
import { PeerLedger } from "./peer-ledger.ts";
import { type Acknowledged, Members } from "./peer-members.ts";

/** Over how long changes are to be acknowledged. */
export const SPREAD_SECONDS = 0.1;

export type { Acknowledged } from "./peer-members.ts";
export type Reported = Rows & { service: string; instance: string; batch: string; lost?: number };
type Failure = { status: number; headers?: Record<string, string> };

export const TOKEN = "sy_test";

/** Speaks the dataplane's wire over real HTTP, and misbehaves on demand. */
export class Peer {
  /** What it tells clients. Set through `publish` to push it too. */
  snapshot: Snapshot;
  /** What instances said and were granted, refusals left out. */
  readonly acknowledgements: Acknowledged[] = [];
  readonly members = new Members();
  readonly ledger = new PeerLedger();
  /** Whether anything can be stored: not, while its database is away. */
  stores = true;
  /** Batches in the order they came, repeated deliveries included. */
  readonly reports: Reported[] = [];
  /** Requests by `METHOD /path`, with the headers of the last one. */
  readonly seen = new Map<string, { count: number; headers: IncomingMessage["headers"] }>();
  /** Answers these paths with a failure instead. */
  readonly failing = new Map<string, Failure>();
  /** Takes a report, stores it, and loses the answer. */
  losesAnswers = false;
  /** What the ledger took is answered only then. */
  ledgerAnswers: Promise<void> = Promise.resolve();
  /** By how much its clock is ahead of this machine's. */
  aheadMs = 0;
  /** What reports are answered with. */
  accepted: Record<string, unknown> = { accepted: 1, dropped: 0, reasons: {} };
  readonly #streams = new Set<ServerResponse>();
  #server: Server | null = null;
  #port = 0;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  /** Listens; after a stop, on the same port as before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Gone: every connection is cut and the port refuses new ones. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    this.#streams.clear();
    await closed;
  }

  publish(snapshot: Snapshot): void {
    this.snapshot = snapshot;
    for (const stream of this.#streams) stream.write(frame(snapshot));
  }

  /** Like `publish`, saying only what changed. */
  change(delta: Delta): void {
    this.snapshot = applyDelta(this.snapshot, delta);
    this.write(`event: change\nid: ${delta.revision}\ndata: ${JSON.stringify(delta)}\n\n`);
  }

  /** Writes raw text to every open stream. */
  write(text: string): void {
    for (const stream of this.#streams) stream.write(text);
  }

  /** Ends every stream in order, as a server does that shuts down. */
  endStreams(retryMs: number): void {
    for (const stream of this.#streams) stream.end(`retry: ${retryMs}\n\n`);
  }

  count(request: string): number {
    return this.seen.get(request)?.count ?? 0;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const name = `${request.method} ${path}`;
    this.seen.set(name, { count: this.count(name) + 1, headers: request.headers });
    const body = await bodyOf(request);
    const failure = this.failing.get(path.replace(/\?.*/, ""));
    if (failure) return void response.writeHead(failure.status, failure.headers).end('{"detail":"as the test asked"}');
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return void response.writeHead(401).end();
    if (name === "GET /api/v1/stream") return this.#stream(request, response);
    if (name === "GET /api/v1/snapshot") return this.#snapshot(request, response);
    if (name === "POST /api/v1/instances") {
      const said = JSON.parse(body) as Acknowledged;
      const present = this.snapshot.revision;
      const refusal = this.stores ? this.members.take(said, present) : null;
      if (refusal) return json(response, refusal === "future" ? 422 : 409, { refusals: [{ rule: refusal, message: refusal }] });
      this.acknowledgements.push(said);
      const leaseSeconds = this.stores ? said.leaseSeconds : 0;
      const now = new Date(Date.now() + this.aheadMs).toISOString();
      return json(response, 200, { revision: present, leaseSeconds, stored: this.stores, now, spreadSeconds: SPREAD_SECONDS });
    }
    if (path.startsWith("/api/v1/ledger")) {
      if (!this.stores) return void response.writeHead(503, { "retry-after": "1" }).end();
      const answer = this.ledger.answer(name, body);
      await this.ledgerAnswers;
      return json(response, 200, answer);
    }
    if (name === "POST /api/v1/reports") {
      this.reports.push(JSON.parse(body) as Reported);
      if (this.losesAnswers) return void response.destroy();
      return json(response, 202, this.accepted);
    }
    response.writeHead(404).end();
  }

  #stream(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(":\n\n");
    this.#streams.add(response);
    response.on("close", () => this.#streams.delete(response));
    if (request.headers["last-event-id"] !== String(this.snapshot.revision)) response.write(frame(this.snapshot));
  }

  #snapshot(request: IncomingMessage, response: ServerResponse): void {
    const etag = `"${this.snapshot.revision}"`;
    if (request.headers["if-none-match"] === etag) response.writeHead(304, { etag }).end();
    else json(response, 200, this.snapshot, { etag });
  }
}

function frame(snapshot: Snapshot): string {
  return `event: snapshot\nid: ${snapshot.revision}\ndata: ${JSON.stringify(snapshot)}\n\n`;
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** A snapshot of the module `orders`, all settled unless said otherwise. */
export function ordersAt(revision: number, switches: Partial<Record<Axis, Position | Partial<SnapshotSwitch>>> = {}): Snapshot {
  const entries = (["route", "call", "data"] as const).map((axis): [string, SnapshotSwitch] => {
    const given = switches[axis] ?? {};
    const first: Position = axis === "data" ? "off" : "old";
    return [
      `orders.${axis}`,
      {
        key: `orders.${axis}`,
        module: "orders",
        axis,
        position: first,
        next: null,
        share: 0,
        rules: [],
        checkRatio: 100_000,
        salt: null,
        secondaryWrites: "best-effort",
        paused: false,
        floor: null,
        version: 1,
        revision,
        ...(typeof given === "string" ? { position: given } : given),
      },
    ];
  });
  return { format: 1, project: "orders", environment: "test", revision, salt: "a1b2", switches: Object.fromEntries(entries) };
}
