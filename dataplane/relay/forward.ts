import { bodyOf } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";
import { Refusal } from "../http/refusal.ts";
import type { LiveToken } from "../state/tokens.ts";
import type { Upstream } from "./upstream.ts";

const PATIENCE_MS = 10_000;
const PASSED_ON = ["authorization", "x-api-key", "content-type", "content-encoding"] as const;

/**
 * Hands a request on to the dataplane above as it stands, with the token it came with: for what has to be kept or
 * remembered in one place. Answers 503 while that cannot be asked.
 */
export class Forward {
  private readonly upstreamOf: (environmentId: string) => Upstream | undefined;

  constructor(upstreamOf: (environmentId: string) => Upstream | undefined) {
    this.upstreamOf = upstreamOf;
  }

  /** `bytes`: the largest body taken. */
  async pass(exchange: Exchange, token: LiveToken, bytes: number): Promise<void> {
    const { request, path, query } = exchange;
    const body = await bodyOf(exchange, bytes);
    const headers: Record<string, string> = {};
    for (const name of PASSED_ON) {
      const value = request.headers[name];
      if (typeof value === "string") headers[name] = value;
    }
    const init = { method: request.method, headers, ...(request.method === "GET" ? {} : { body: new Uint8Array(body) }) };
    const answer = await this.ask(token, query ? `${path}?${query}` : path, init);
    const retryAfter = answer.headers.get("retry-after");
    const type = answer.headers.get("content-type") ?? "application/json";
    exchange.send(answer.status, type, answer.body, retryAfter ? ["Retry-After", retryAfter] : []);
  }

  private async ask(token: LiveToken, path: string, init: RequestInit) {
    const upstream = this.upstreamOf(token.token.environmentId ?? "");
    const reached = upstream?.send(path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    const response = await reached?.catch(() => undefined);
    const body = response && response.status < 500 ? await response.arrayBuffer().catch(() => undefined) : undefined;
    if (response && body) return { status: response.status, headers: response.headers, body: Buffer.from(body) };
    const why = response && response.status >= 500 ? "cannot do this at the moment" : "cannot be reached";
    throw new Refusal(503, `The dataplane above ${why}. Keep this and send it again.`, { retryAfter: 2 });
  }
}
