import { isOverloaded, isUnreachable } from "@/lib/platform/db.ts";
import { AppError, type ErrorCode } from "@/lib/platform/errors.ts";
import { log } from "@/lib/platform/log.ts";

const STATUS: Record<ErrorCode, { status: number; title: string }> = {
  invalid: { status: 400, title: "The request is not valid" },
  unauthenticated: { status: 401, title: "Not signed in" },
  forbidden: { status: 403, title: "Not allowed" },
  "not-found": { status: 404, title: "Not found" },
  "method-not-allowed": { status: 405, title: "Method not allowed" },
  conflict: { status: 409, title: "Changed meanwhile" },
  "too-large": { status: 413, title: "Body too large" },
  "unsupported-media-type": { status: 415, title: "Unsupported media type" },
  refused: { status: 422, title: "Refused" },
  "rate-limited": { status: 429, title: "Too many requests" },
  unavailable: { status: 503, title: "Temporarily unavailable" },
  overloaded: { status: 503, title: "Too much at once" },
};

const DATABASE_AWAY = new AppError(
  "unavailable",
  "The database cannot be reached. Nothing was changed; services keep reading their switches. Try again shortly.",
  { retryAfter: 5 },
);

const OVERLOADED = new AppError(
  "overloaded",
  "This waited too long for what others do at the moment, and was given up. Nothing was changed. Try again shortly.",
  { retryAfter: 2 },
);

/** The one translation of errors to HTTP: RFC 9457. Surprises are logged and say nothing but their request id. */
export function problem(error: unknown, requestId: string): Response {
  const known =
    error instanceof AppError ? error : isOverloaded(error) ? OVERLOADED : isUnreachable(error) ? DATABASE_AWAY : null;
  if (!known) {
    log.error({ requestId, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, "request failed");
    return document(500, { type: problemType("internal"), title: "Something went wrong here", status: 500, requestId });
  }
  const { status, title } = STATUS[known.code];
  const { retryAfter, allow, ...extra } = known.extra;
  const headers: Record<string, string> = typeof retryAfter === "number" ? { "retry-after": String(Math.ceil(retryAfter)) } : {};
  if (typeof allow === "string") headers.allow = allow;
  if (known.code === "unauthenticated") headers["www-authenticate"] = "Bearer";
  return document(status, { type: problemType(known.code), title, status, detail: known.message, ...extra, requestId }, headers);
}

function problemType(code: string): string {
  return `urn:switchyard:problem:${code}`;
}

function document(status: number, body: Record<string, unknown>, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}
