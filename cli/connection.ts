import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { ApiError, problemOf } from "../lib/platform/api-client.ts";
import { EXIT } from "./exit.ts";
import { Failure } from "./failure.ts";

type Options = {
  url: string;
  /** How the address is set, for hints. */
  setting: string;
  token: () => string;
  timeoutMs: number;
  signal: AbortSignal;
  /** Hears of every attempt that will be repeated. */
  onRetry: (line: string) => void;
};

type Wanted = { method?: "GET" | "POST" | "PATCH"; headers?: Record<string, string>; body?: unknown; signal?: AbortSignal };

/** How long an unreachable server is tried again. A way back is worth more patience than a look. */
export const PATIENCE = { read: 1000, write: 5000, back: 30_000 } as const;

/** One of the two servers, asked over HTTP with the token. Failures that may pass are tried again while patience lasts. */
export class Connection {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  get<T>(path: string, patienceMs: number = PATIENCE.read): Promise<T> {
    return this.#persist(patienceMs, () => this.#json<T>(`/api/v1${path}`));
  }

  /** A question that needs a body and changes nothing. */
  async inquire<T>(path: string, body: unknown): Promise<T> {
    return this.#persist(PATIENCE.read, () => this.#json<T>(path, { method: "POST", body }));
  }

  /** A write; every attempt has the same key, so that a repeat after a lost answer counts once. */
  async post<T>(path: string, body: unknown, patienceMs: number = PATIENCE.write): Promise<T> {
    const headers = { "idempotency-key": randomUUID() };
    return this.#persist(patienceMs, () => this.#json<T>(`/api/v1${path}`, { method: "POST", body, headers }));
  }

  /** One attempt: a repeat after a lost answer would meet its own change. */
  patch<T>(path: string, body: unknown): Promise<T> {
    return this.#json<T>(`/api/v1${path}`, { method: "PATCH", body });
  }

  /** One attempt; the body is for the caller to read. Throws ApiError on anything but success and 304. */
  async open(path: string, { method = "GET", headers = {}, body, signal }: Wanted = {}): Promise<Response> {
    const { url, token } = this.#options;
    const response = await this.#reach(`${url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        accept: "application/json",
        authorization: `Bearer ${token()}`,
        "x-switchyard-origin": "cli",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? this.#options.signal,
    });
    if (response.ok || response.status === 304) return response;
    if (response.status >= 300 && response.status < 400) throw this.#elsewhere(response.headers.get("location"));
    const problem = await problemOf(response);
    const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
    throw new ApiError(Number.isFinite(retryAfter) ? { ...problem, retryAfter } : problem);
  }

  async #json<T>(path: string, wanted: Wanted = {}): Promise<T> {
    const deadline = AbortSignal.timeout(this.#options.timeoutMs);
    const response = await this.open(path, { ...wanted, signal: AbortSignal.any([deadline, this.#options.signal]) });
    try {
      return (await response.json()) as T;
    } catch (error) {
      if (error instanceof SyntaxError) throw this.#stranger();
      throw this.#unreachable(error);
    }
  }

  async #reach(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init);
    } catch (error) {
      throw this.#unreachable(error);
    }
  }

  async #persist<T>(patienceMs: number, attempt: () => Promise<T>): Promise<T> {
    const { signal, onRetry } = this.#options;
    const latest = Date.now() + patienceMs;
    for (let number = 1; ; number += 1) {
      try {
        return await attempt();
      } catch (error) {
        const wait = waitBefore(error, number);
        if (wait === null || Date.now() + wait > latest || signal.aborted) throw error;
        onRetry(`${(error as Error).message} Trying again.`);
        await pause(wait, undefined, { signal }).catch(() => {
          throw stopped();
        });
      }
    }
  }

  #unreachable(error: unknown): Error {
    const { url, setting, timeoutMs, signal } = this.#options;
    if (signal.aborted) return stopped();
    const late = error instanceof Error && error.name === "TimeoutError";
    const why = late ? `no answer within ${timeoutMs / 1000} s (--timeout)` : reasonOf(error);
    const detail = `${url} was not reached: ${why}.`;
    return new ApiError({
      type: "urn:switchyard:problem:unreachable",
      title: "The server was not reached",
      status: 0,
      detail,
      setting,
    });
  }

  #elsewhere(location: string | null): Failure {
    const { url, setting } = this.#options;
    return new Failure(
      EXIT.usage,
      `${url} sends us on to ${location ?? "somewhere else"}.`,
      `Give ${setting} the address it is served at.`,
    );
  }

  #stranger(): Failure {
    const { url, setting } = this.#options;
    return new Failure(EXIT.unexpected, `${url} did not answer as Switchyard does.`, `Check ${setting}.`);
  }
}

function stopped(): Failure {
  return new Failure(EXIT.interrupted, "Stopped.", "What was sent may have been done.");
}

/** Milliseconds until the next attempt; null for what no repeat mends. */
function waitBefore(error: unknown, attempt: number): number | null {
  if (!(error instanceof ApiError) || ![0, 429, 502, 503, 504].includes(error.status)) return null;
  const { retryAfter } = error.problem;
  const asked = typeof retryAfter === "number" ? retryAfter * 1000 : 0;
  return Math.max(asked, Math.min(300 * 2 ** (attempt - 1), 3000));
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "no machine has that name",
  EAI_AGAIN: "the name could not be looked up",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
};

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return "the request failed";
  const code = "code" in cause ? String(cause.code) : "";
  return REASONS[code] ?? (code || cause.message);
}
