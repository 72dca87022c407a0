import { RequestError } from "./errors.ts";
import { later } from "./timing.ts";

const TIMEOUT_MS = 10_000;

type Exchange = { headers?: Record<string, string>; body?: unknown; timeoutMs?: number };
type Call = { method?: "GET" | "POST"; headers?: Record<string, string>; body?: string; controller?: AbortController };

/** Talks to one dataplane. Messages name the path and what was answered, never the token. */
export class Wire {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** The answer once its head is there. Rejects on a network error, after ten seconds, and on any status ≥ 400. */
  async open(path: string, call: Call = {}): Promise<Response> {
    const { method = "GET", headers, body, controller = new AbortController() } = call;
    const timer = later(TIMEOUT_MS, () => controller.abort(new Error(`${method} ${path}: no answer within 10 s`)));
    try {
      const response = await fetch(this.#url + path, {
        method,
        headers: { ...headers, authorization: `Bearer ${this.#token}` },
        body,
        signal: controller.signal,
        redirect: "error",
      });
      if (response.status >= 400) throw await requestError(method, path, response);
      return response;
    } catch (error) {
      throw error instanceof RequestError || controller.signal.aborted ? error : unreachable(method, path, error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The JSON answered, whole within `timeoutMs`; undefined when there is none (304). A `body` makes it a POST. */
  async json(path: string, { headers, body, timeoutMs = TIMEOUT_MS }: Exchange): Promise<unknown> {
    const controller = new AbortController();
    const timer = later(timeoutMs, () => controller.abort(new Error(`${path}: no whole answer within ${timeoutMs / 1000} s`)));
    try {
      const call: Call =
        body === undefined
          ? { headers }
          : { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
      const response = await this.open(path, { ...call, controller });
      return response.status === 200 || response.status === 202 ? await response.json() : undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function requestError(method: string, path: string, response: Response): Promise<RequestError> {
  const text = await response.text().catch(() => "");
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const message = `${method} ${path} answered ${response.status}${text === "" ? "" : `: ${text.slice(0, 500)}`}`;
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

function unreachable(method: string, path: string, error: unknown): Error {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return new Error(`${method} ${path}: ${cause instanceof Error ? cause.message || cause.name : "no contact"}`, { cause: error });
}
