import { EventEmitter } from "node:events";
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import { Readable } from "node:stream";
import { Answer, Caller } from "./exchange.ts";
import { scheduler } from "./machine.ts";
import { network } from "./network.ts";
import type { Process } from "./scheduler.ts";

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

/** A request over the simulated network. */
function fetchOver(input: string | URL, init: RequestInit = {}): Promise<Response> {
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
export function replaceHttp(): void {
  globalThis.fetch = fetchOver as typeof fetch;
  http.createServer = ((_options: object, answer: RequestListener) => new Server(answer)) as unknown as typeof http.createServer;
  syncBuiltinESMExports();
}
