import { asError, RequestError } from "../kernel/errors.ts";
import { later } from "../kernel/timing.ts";

const TIMEOUT_MS = 10_000;
/** What a body may take beside the names of the instance; the server refuses a mebibyte. */
export const BODY_BYTES = 900_000;

type Exchange = { headers?: Record<string, string>; body?: unknown; timeoutMs?: number };
type Call = { method?: "GET" | "POST"; headers?: Record<string, string>; body?: string; controller?: AbortController };

/** Requests to Switchyard, whoever answers them. */
export type Wire = {
  /** The answer once its head is there. Rejects on a network error, after ten seconds, and on any status ≥ 400. `controller` aborts it. */
  open(path: string, call?: Call): Promise<Response>;
  /** The JSON answered, whole within `timeoutMs`; undefined when there is none (304). A `body` makes it a POST. */
  json(path: string, exchange: Exchange): Promise<unknown>;
};

/**
 * Talks to one of several dataplanes: to the one that answered last, until it fails. Messages name the path and what
 * was answered, never the token.
 */
export class HttpWire implements Wire {
  readonly #urls: readonly string[];
  readonly #token: string;
  readonly #problem: (problem: Error) => void;
  #at = 0;

  /** `problem` hears why an address was left for the next. */
  constructor(urls: readonly string[], token: string, problem: (problem: Error) => void) {
    this.#urls = urls;
    this.#token = token;
    this.#problem = problem;
  }

  async open(path: string, call: Call = {}): Promise<Response> {
    return (await this.#open(path, call)).response;
  }

  async json(path: string, { headers, body, timeoutMs = TIMEOUT_MS }: Exchange): Promise<unknown> {
    const controller = new AbortController();
    const timer = later(timeoutMs, () => controller.abort(new Error(`${path}: no whole answer within ${timeoutMs / 1000} s`)));
    const call: Call =
      body === undefined
        ? { headers }
        : { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
    try {
      const { response, from } = await this.#open(path, { ...call, controller });
      if (response.status !== 200 && response.status !== 202) return undefined;
      return await response.json().catch((error) => {
        this.#leave(from);
        throw controller.signal.aborted ? controller.signal.reason : new Error(`${path}: ${asError(error).message}`);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Asks each address once at the most; they share ten seconds. */
  async #open(path: string, call: Call): Promise<{ response: Response; from: number }> {
    const { method = "GET", controller = new AbortController() } = call;
    for (let left = this.#urls.length - 1; ; left -= 1) {
      const from = this.#at;
      try {
        const response = await this.#attempt(this.#urls[from] + path, `${method} ${path}`, { ...call, method, controller });
        return { response, from };
      } catch (error) {
        if (isAnswer(error)) throw error;
        this.#leave(from);
        if (controller.signal.aborted) throw controller.signal.reason;
        if (left === 0) throw error;
        this.#problem(asError(error));
      }
    }
  }

  async #attempt(url: string, name: string, { method, headers, body, controller }: Call): Promise<Response> {
    const ms = TIMEOUT_MS / this.#urls.length;
    const attempt = new AbortController();
    const { signal } = attempt;
    const timer = later(ms, () => attempt.abort(new Error(`${name}: no answer within ${ms / 1000} s`)));
    controller?.signal.addEventListener("abort", () => attempt.abort(controller.signal.reason), { once: true });
    try {
      const authorization = `Bearer ${this.#token}`;
      const response = await fetch(url, { method, body, signal, redirect: "error", headers: { ...headers, authorization } });
      if (response.status >= 400) throw await requestError(name, response);
      return response;
    } catch (error) {
      throw error instanceof RequestError || signal.aborted ? error : unreachable(name, error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** For the next address, unless somebody has left already. */
  #leave(from: number): void {
    if (this.#at === from) this.#at = (from + 1) % this.#urls.length;
  }
}

/** Whether another address would answer the same. */
function isAnswer(error: unknown): boolean {
  return error instanceof RequestError && error.status < 500;
}

async function requestError(name: string, response: Response): Promise<RequestError> {
  const text = await response.text().catch(() => "");
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const message = `${name} answered ${response.status}${text === "" ? "" : `: ${text.slice(0, 500)}`}`;
  return new RequestError(message, response.status, Number.isFinite(retryAfter) ? retryAfter : null, rulesIn(text));
}

/** Names of the rules a problem document lists as `refusals: [{rule, …}]`. */
function rulesIn(text: string): string[] {
  try {
    const { refusals } = JSON.parse(text) as { refusals?: unknown };
    return Array.isArray(refusals) ? refusals.map((refusal) => String(refusal?.rule)) : [];
  } catch {
    return [];
  }
}

function unreachable(name: string, error: unknown): Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new Error(`${name}: ${cause instanceof Error ? cause.message || cause.name : "no contact"}`, { cause: error });
}
