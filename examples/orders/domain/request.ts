import type { Module } from "./order.ts";

/**
 * The HTTP surface shared by the monolith, the interface layer and the domain services. `m` is
 * `orders` or `payments`; writes carry an `Idempotency-Key`, everything an `X-User-Id`.
 *
 *   POST /m                     create        GET /m/{id}                 get
 *   POST /m/{id}/pay            pay           GET /m                      list-by-user
 *   POST /m/{id}/cancel         cancel        GET /m/by-time?from=&to=    list-by-time
 */
export type Operation = "create" | "pay" | "cancel" | "get" | "list-by-user" | "list-by-time";

export type Target = { module: Module; operation: Operation; id: string | null };

const PATH = /^\/(orders|payments)(?:\/(by-time|[1-9]\d{0,18})(?:\/(pay|cancel))?)?$/;
const MAX_ID = 2n ** 63n - 1n;

/** What a request line asks for; null when it is none of the operations above. */
export function targetOf(method: string, pathname: string): Target | null {
  const match = PATH.exec(pathname);
  if (!match) return null;
  const [, module, item = null, step] = match as unknown as [string, Module, string | undefined, "pay" | "cancel" | undefined];
  if (item === "by-time") return method === "GET" && !step ? { module, operation: "list-by-time", id: null } : null;
  if (item !== null && BigInt(item) > MAX_ID) return null;
  if (step) return method === "POST" ? { module, operation: step, id: item } : null;
  if (method === "GET") return { module, operation: item ? "get" : "list-by-user", id: item };
  return method === "POST" && !item ? { module, operation: "create", id: null } : null;
}

export function isWrite(operation: Operation): boolean {
  return operation === "create" || operation === "pay" || operation === "cancel";
}

/** Where a switch sends a request or a call. */
export type Side = "old" | "new";

const USER = /^[1-9]\d{0,11}$/;

/** Who asks. `targetingKey` is the user id, which is also what data is sharded by. */
export type Subject = { targetingKey: string; appVersion: string };

export function subjectOf(headers: Record<string, string | string[] | undefined>): Subject | null {
  const user = headers["x-user-id"];
  const version = headers["x-app-version"];
  if (typeof user !== "string" || !USER.test(user)) return null;
  return { targetingKey: user, appVersion: typeof version === "string" ? version.slice(0, 40) : "" };
}
