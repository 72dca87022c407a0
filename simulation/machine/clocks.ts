import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import perfHooks from "node:perf_hooks";
import timersPromises from "node:timers/promises";
import { draws, scheduler, wallNow } from "./machine.ts";
import type { Process, Task } from "./scheduler.ts";

/** What the machine itself uses after the program's own were replaced. */
export const real = {
  now: performance.now.bind(performance),
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setImmediate: globalThis.setImmediate,
  Date: globalThis.Date,
};

class Timer {
  readonly #ms: number;
  readonly #run: () => void;
  readonly #again: boolean;
  readonly #process: Process | null;
  #task: Task;

  constructor(run: () => void, ms: number, again: boolean) {
    this.#ms = ms >= 1 ? Math.min(ms, 2 ** 31) : 1;
    this.#run = run;
    this.#again = again;
    this.#process = scheduler.current;
    this.#task = this.#arm();
  }

  #arm(): Task {
    return scheduler.after(
      this.#ms,
      () => {
        if (this.#again) this.#task = this.#arm();
        this.#run();
      },
      this.#process,
    );
  }

  clear(): void {
    scheduler.cancel(this.#task);
  }

  refresh(): this {
    this.clear();
    this.#task = this.#arm();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

function timer(again: boolean) {
  return (run: (...args: unknown[]) => void, ms = 1, ...args: unknown[]) => new Timer(() => run(...args), ms, again);
}

function clear(given: unknown): void {
  if (given instanceof Timer) given.clear();
  else real.clearTimeout(given as NodeJS.Timeout);
}

function pause<T>(ms: number, value: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      waiting.clear();
      const error = new Error("The operation was aborted", { cause: signal?.reason });
      error.name = "AbortError";
      reject(error);
    };
    const waiting = new Timer(
      () => {
        signal?.removeEventListener("abort", abort);
        resolve(value);
      },
      ms,
      false,
    );
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}

/** `new Date()` and `Date.now()` answer simulated time; a date of either kind is an instance of both. */
function simulatedDate(): DateConstructor {
  const Real = real.Date;
  function SimulatedDate(this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return new Real(wallNow()).toString();
    return args.length === 0 ? new Real(wallNow()) : Reflect.construct(Real, args, new.target);
  }
  Object.setPrototypeOf(SimulatedDate, Real);
  SimulatedDate.prototype = Real.prototype;
  SimulatedDate.now = wallNow;
  return SimulatedDate as unknown as DateConstructor;
}

function bytes<T extends ArrayBufferView>(into: T): T {
  const view = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  for (let i = 0; i < view.length; i += 1) view[i] = draws.random.below(256);
  return into;
}

/** Sees nothing: what a dataplane measures of its own program would be about this one, and keep that dataplane for ever. */
class Unobserving {
  observe(): void {}
  disconnect(): void {}
}

function uuid(): string {
  const hex = Buffer.from(bytes(new Uint8Array(16))).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Replaces time, timers and randomness of the whole program. Load nothing that is to be simulated before. */
export function replaceClocks(): void {
  const immediately = timer(false);
  const global = globalThis as unknown as Record<string, unknown>;
  Object.assign(global, {
    Date: simulatedDate(),
    setTimeout: immediately,
    setInterval: timer(true),
    clearTimeout: clear,
    clearInterval: clear,
  });
  Object.defineProperty(performance, "now", { value: () => scheduler.now, configurable: true });
  Math.random = () => draws.random.next();
  (AbortSignal as unknown as { timeout: (ms: number) => AbortSignal }).timeout = (ms) => {
    const controller = new AbortController();
    new Timer(() => controller.abort(new DOMException("The operation timed out", "TimeoutError")), ms, false);
    return controller.signal;
  };
  const patched = {
    randomUUID: uuid,
    randomBytes: (size: number) => Buffer.from(bytes(new Uint8Array(size))),
    randomFillSync: bytes,
  };
  Object.assign(crypto, patched);
  Object.defineProperty(globalThis.crypto, "randomUUID", { value: uuid, configurable: true });
  Object.defineProperty(globalThis.crypto, "getRandomValues", { value: bytes, configurable: true });
  Object.assign(timersPromises, { setTimeout: pause });
  Object.assign(perfHooks, { PerformanceObserver: Unobserving, monitorEventLoopDelay: undefined });
  syncBuiltinESMExports();
}
