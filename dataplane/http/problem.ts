import { type Refusal, TITLES } from "./refusal.ts";

/** Where an answer goes. */
type Answering = {
  readonly id: string;
  send(status: number, type: string, body: string, extra: readonly string[]): void;
};

/** RFC 9457, the form of everything that has no form of its own. */
export function sendProblem(exchange: Answering, refusal: Refusal): void {
  const { status, message, options } = refusal;
  const body = {
    type: `urn:switchyard:problem:${SLUGS[status] ?? "invalid"}`,
    title: TITLES[status] ?? "Refused",
    status,
    detail: message,
    ...(options.errors ? { errors: options.errors } : {}),
    ...(options.refusals ? { refusals: options.refusals } : {}),
    ...(options.revision === undefined ? {} : { revision: options.revision }),
    requestId: exchange.id,
  };
  exchange.send(status, "application/problem+json", JSON.stringify(body), refusalHeaders(refusal));
}

export function refusalHeaders({ status, options }: Refusal): string[] {
  const headers: string[] = [];
  if (options.retryAfter !== undefined) headers.push("Retry-After", String(Math.ceil(options.retryAfter)));
  if (options.allow !== undefined) headers.push("Allow", options.allow);
  if (status === 401) headers.push("WWW-Authenticate", "Bearer");
  return headers;
}

const SLUGS: Record<number, string> = {
  400: "invalid",
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  405: "method-not-allowed",
  409: "conflict",
  413: "too-large",
  415: "unsupported-media-type",
  422: "refused",
  429: "rate-limited",
  500: "internal",
  503: "unavailable",
};
