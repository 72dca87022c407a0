import { EventEmitter } from "node:events";
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { Readable } from "node:stream";
import { scheduler } from "./machine.ts";
import type { Random } from "./random.ts";
import type { Process } from "./scheduler.ts";

type Host = { process: Process; answer: RequestListener };
export type Weather = {
  /** Messages lost, and requests that arrive twice, of all. */
  loss: number;
  twice: number;
  /** Messages that take up to `slowMs` instead of a few milliseconds. */
  slow: number;
  slowMs: number;
};

/** Connects processes: by name of the host, both ways apart, with what networks do to messages. */
class Network {
  weather: Weather = { loss: 0, twice: 0, slow: 0, slowMs: 0 };
  random: Random | null = null;
  readonly #hosts = new Map<string, Host>();
  /** `from>to`, by the names of machines. */
  readonly cuts = new Set<string>();

  serve(port: number, host: Host): void {
    this.#hosts.set(`127.0.0.1:${port}`, host);
  }

  leave(port: number, process: Process): void {
    const name = `127.0.0.1:${port}`;
    if (this.#hosts.get(name)?.process === process) this.#hosts.delete(name);
  }

  at(name: string): Host | undefined {
    return this.#hosts.get(name);
  }

  clear(): void {
    this.#hosts.clear();
    this.cuts.clear();
  }

  /** How long a message takes; null when it never arrives. */
  transit(from: string, to: string): number | null {
    const random = this.random;
    if (!random) return 1;
    if (this.cuts.has(`${from}>${to}`) || random.chance(this.weather.loss)) return null;
    if (random.chance(this.weather.slow)) return random.between(5, this.weather.slowMs);
    return random.between(0.2, 3);
  }

  arrivesTwice(): boolean {
    return this.random?.chance(this.weather.twice) ?? false;
  }
}

export const network = new Network();

/** What arrived at a server, as its handler sees it. */
function incoming(url: URL, method: string, headers: Record<string, string>, body: string | null): IncomingMessage {
  const chunks = body === null ? [] : [Buffer.from(body)];
  const request = new Readable({
    read() {
      this.push(chunks.shift() ?? null);
    },
  });
  return Object.assign(request, { url: url.pathname + url.search, method, headers }) as unknown as IncomingMessage;
}

/** One answer on its way back: in order, and nothing more once something was lost. */
class Answer extends EventEmitter {
  headersSent = false;
  destroyed = false;
  writableEnded = false;
  readonly writableNeedDrain = false;
  statusCode = 200;
  readonly #from: Process;
  readonly #caller: Caller;
  #headers: Record<string, string> = {};
  #began = false;
  #last = 0;
  #lost = false;

  constructor(from: Process, caller: Caller) {
    super();
    this.#from = from;
    this.#caller = caller;
    from.ends.push(() => this.#reset());
  }

  writeHead(status: number, headers: readonly string[] | Record<string, string>): this {
    this.headersSent = true;
    this.statusCode = status;
    if (Array.isArray(headers)) {
      for (let i = 0; i < headers.length; i += 2) this.#headers[String(headers[i])] = String(headers[i + 1]);
    } else this.#headers = { ...(headers as Record<string, string>) };
    return this;
  }

  write(chunk: string | Buffer): boolean {
    const bytes = Buffer.from(chunk);
    const { statusCode, caller, headers } = { statusCode: this.statusCode, caller: this.#caller, headers: this.#headers };
    const first = !this.#began;
    this.#began = true;
    this.#send(() => {
      if (first) caller.head(statusCode, headers);
      caller.chunk(bytes);
    });
    return true;
  }

  end(chunk?: string | Buffer): this {
    const bytes = chunk === undefined ? null : Buffer.from(chunk);
    const { statusCode } = this;
    const began = this.#began;
    this.#began = true;
    this.writableEnded = true;
    this.#send(() => {
      if (!began) this.#caller.whole(statusCode, this.#headers, bytes);
      else {
        if (bytes) this.#caller.chunk(bytes);
        this.#caller.done();
      }
    });
    queueMicrotask(() => this.#close());
    return this;
  }

  destroy(): this {
    if (!this.destroyed) this.#reset();
    this.#close();
    return this;
  }

  /** The other side went away. */
  hangUp(): void {
    this.#lost = true;
    this.#close();
  }

  #close(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit("close");
  }

  #reset(): void {
    if (this.writableEnded || this.destroyed) return;
    this.#send(() => this.#caller.fail(new Error("socket hang up")));
  }

  #send(arrive: () => void): void {
    const ms = this.#lost ? null : network.transit(this.#from.host, this.#caller.name);
    if (ms === null) {
      this.#lost = true;
      return;
    }
    this.#last = Math.max(this.#last, scheduler.now + ms);
    scheduler.after(this.#last - scheduler.now, arrive, this.#caller.process);
  }
}

/** Who asked, and what came of it. */
class Caller {
  readonly process: Process | null = scheduler.current;
  readonly name = scheduler.current?.host ?? "";
  readonly answered: Promise<Response>;
  #resolve: (response: Response) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #body: ReadableStreamDefaultController<Uint8Array> | null = null;
  #over = false;
  onGone: () => void = () => undefined;

  constructor(signal: AbortSignal | null | undefined) {
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const abort = () => {
      this.fail(signal?.reason);
      this.onGone();
    };
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  }

  head(status: number, headers: Record<string, string>): void {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#body = controller;
      },
      cancel: () => {
        this.#over = true;
        this.onGone();
      },
    });
    this.#resolve(new Response(body, { status, headers }));
  }

  whole(status: number, headers: Record<string, string>, bytes: Buffer | null): void {
    this.#over = true;
    const empty = status === 204 || status === 304 || bytes === null;
    this.#resolve(new Response(empty ? null : new Uint8Array(bytes), { status, headers }));
  }

  chunk(bytes: Uint8Array): void {
    if (!this.#over) this.#body?.enqueue(bytes);
  }

  done(): void {
    if (this.#over) return;
    this.#over = true;
    this.#body?.close();
  }

  fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#body) this.#body.error(error);
    else this.#reject(error);
  }
}

/** A request over the simulated network. */
export function fetchOver(input: string | URL, init: RequestInit = {}): Promise<Response> {
  const url = new URL(input);
  const caller = new Caller(init.signal);
  const host = network.at(url.host);
  const headers = Object.fromEntries(
    Object.entries((init.headers ?? {}) as Record<string, string>).map(([k, v]) => [k.toLowerCase(), v]),
  );
  const body = init.body === undefined || init.body === null ? null : String(init.body);
  const ms = network.transit(caller.name, host?.process.host ?? url.host);
  if (ms === null) return caller.answered;
  if (!host?.process.alive) {
    scheduler.after(ms, () => caller.fail(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") })));
    return caller.answered;
  }
  const arrive = (answer: Answer) => {
    if (init.signal?.aborted) return;
    host.answer(incoming(url, init.method ?? "GET", headers, body), answer as unknown as ServerResponse);
  };
  const answer = new Answer(host.process, caller);
  caller.onGone = () => scheduler.after(1, () => answer.hangUp(), host.process);
  caller.process?.ends.push(() => scheduler.after(1, () => answer.hangUp(), host.process));
  scheduler.after(ms, () => arrive(answer), host.process);
  if (body !== null && network.arrivesTwice()) {
    const unheard = new Answer(host.process, new Caller(null));
    unheard.hangUp();
    scheduler.after(
      ms + (network.random?.between(1, 2000) ?? 1),
      () => host.answer(incoming(url, "POST", headers, body), lost()),
      host.process,
    );
  }
  return caller.answered;
}

/** An answer nobody waits for. */
function lost(): ServerResponse {
  const nobody = scheduler.process("nobody");
  nobody.alive = false;
  return scheduler.within(nobody, () => new Answer(nobody, new Caller(null))) as unknown as ServerResponse;
}

class Server extends EventEmitter {
  readonly #answer: RequestListener;
  #port = 0;
  #process: Process | null = null;

  constructor(answer: RequestListener) {
    super();
    this.#answer = answer;
  }

  listen(port: number, _host: string, _backlog: number, listening: () => void): this {
    this.#port = port;
    this.#process = scheduler.current;
    if (this.#process) network.serve(port, { process: this.#process, answer: this.#answer });
    queueMicrotask(listening);
    return this;
  }

  address() {
    return { port: this.#port };
  }

  close(closed: () => void): this {
    if (this.#process) network.leave(this.#port, this.#process);
    queueMicrotask(closed);
    return this;
  }

  closeIdleConnections(): void {}
  closeAllConnections(): void {}
}

/** Replaces HTTP of the whole program, both sides of it. */
export function replaceNetwork(): void {
  globalThis.fetch = fetchOver as typeof fetch;
  http.createServer = ((_options: object, answer: RequestListener) => new Server(answer)) as unknown as typeof http.createServer;
  syncBuiltinESMExports();
}
