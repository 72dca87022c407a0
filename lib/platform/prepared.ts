import { createHash } from "node:crypto";

/**
 * Begins a long statement that is asked again and again in the same words. Each connection prepares it once, and
 * Postgres need not plan it anew every time, which takes as long as running it.
 */
export const PREPARED = "/* prepared */";

/** The name a statement is prepared under; none for those that say nothing of it. */
export function preparedName(sql: string): string {
  return sql.startsWith(PREPARED) ? `s_${createHash("sha1").update(sql).digest("hex").slice(0, 16)}` : "";
}

/** Behind a pooler that hands a connection to somebody else after each transaction, what one prepared the other lacks. */
export function mayPrepare(url: string): boolean {
  return !/[?&]pgbouncer=true\b/.test(url);
}
