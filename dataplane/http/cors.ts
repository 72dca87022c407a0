import type { State } from "../state/state.ts";
import type { LiveToken } from "../state/tokens.ts";

const EXPOSED = ["Access-Control-Expose-Headers", "ETag, Retry-After, X-Request-Id"] as const;
const VARIES = ["Vary", "Origin"] as const;

/** Any page may read this. Also for what is refused before there is a request: it tells nothing. */
export const ANY_ORIGIN: readonly string[] = ["Access-Control-Allow-Origin", "*", ...EXPOSED];

const READ_HEADERS = "Content-Type, Authorization, X-API-Key, If-None-Match, Last-Event-ID";
const NAMES = /^[\w-]{1,100}(\s*,\s*[\w-]{1,100}){0,49}$/;

/**
 * The answer to a preflight. Whatever else a page wants to send it may: tracing puts `traceparent`, `baggage` and more
 * on every request, and a header that nobody reads lets nobody in.
 */
export function preflightHeaders(asked: string | undefined): string[] {
  const also = asked !== undefined && NAMES.test(asked) ? `, ${asked}` : "";
  return [
    "Access-Control-Allow-Methods",
    "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers",
    READ_HEADERS + also,
    "Access-Control-Max-Age",
    "86400",
  ];
}

/**
 * Whose pages may read an answer, errors and 304 included. The environment of the token decides; while no token
 * is known, which is so in every preflight, an origin is good that any environment allows.
 */
export class Cors {
  private readonly state: State;

  constructor(state: State) {
    this.state = state;
  }

  /** Headers for a request of that `Origin`. */
  headers(origin: string, token: LiveToken | null): readonly string[] {
    const environment = this.state.environment(token?.token.environmentId ?? "");
    if (environment) return headersFor(origin, environment.published.allowedOrigins);
    return headersFor(origin, this.anywhere(origin));
  }

  /** What of `*` and `origin` is allowed somewhere. Everything as long as there is nothing to keep from anybody. */
  private anywhere(origin: string): string[] {
    if (!this.state.known) return ["*"];
    const found = new Set<string>();
    for (const id of this.state.ids()) {
      for (const allowed of this.state.environment(id)?.published.allowedOrigins ?? []) {
        if (allowed === "*") return ["*"];
        if (allowed === origin) found.add(origin);
      }
    }
    return [...found];
  }
}

function headersFor(origin: string, allowed: readonly string[]): readonly string[] {
  if (allowed.includes("*")) return ANY_ORIGIN;
  return allowed.includes(origin) ? ["Access-Control-Allow-Origin", origin, ...EXPOSED, ...VARIES] : VARIES;
}
