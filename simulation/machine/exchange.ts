import { EventEmitter } from "node:events";
import { scheduler } from "./machine.ts";
import { network } from "./network.ts";
import type { Process } from "./scheduler.ts";

/** One answer on its way back: in order, and nothing more once something was lost. */
export class Answer extends EventEmitter {
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
export class Caller {
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
