import { Pool } from "pg";

/**
 * A small pool that survives its server: idle connections that break are dropped quietly, and a query
 * never waits longer than a few seconds.
 */
export function openPool(url: string, max = 3): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 10_000,
    query_timeout: 4_000,
    options: "-c statement_timeout=3000 -c max_parallel_workers_per_gather=0 -c client_min_messages=warning",
  });
  // A broken idle connection is replaced by the next query; without a listener it would end the process.
  pool.on("error", () => undefined);
  return pool;
}

const UNAVAILABLE = /^(ECONN|EPIPE|ETIMEDOUT|ENOENT|EAI_|08|53|57)/;
const SWITCH_ERRORS = ["NoStateError", "LeaseError", "PausedError", "SecondaryWriteError", "ClosedError", "DeadlineError"];
const BROKEN = /timeout|terminated|not queryable|Cannot use a pool after calling end/i;

/** True when a store or the switches could not be reached or did not answer, false for faults of our own. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (SWITCH_ERRORS.includes(error.name)) return true;
  const code = (error as NodeJS.ErrnoException).code;
  return (typeof code === "string" && UNAVAILABLE.test(code)) || BROKEN.test(error.message);
}
