import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { Prisma, PrismaClient } from "./generated/prisma/client.ts";
import { log } from "./log.ts";
import { mayPrepare, preparedName } from "./prepared.ts";

export type Db = PrismaClient | Prisma.TransactionClient;

/** Whoever runs plain SQL: a pool, or a transaction that is open. */
export type Queryable = { query: <T extends object>(text: string, values: unknown[]) => Promise<{ rows: T[] }> };

export type Connection = { db: PrismaClient; pool: pg.Pool; close: () => Promise<void> };

const DEFAULT_QUERY_TIMEOUT_MS = 30_000;

/** One pool, used by Prisma and by plain SQL alike. A lost server is logged, never thrown out of the blue. */
export function connect(
  url: string,
  options: { max?: number; queryTimeoutMs?: number; lockTimeoutMs?: number } = {},
): Connection {
  const { lockTimeoutMs } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: 3000,
    idleTimeoutMillis: 30_000,
    // A server that hangs must not take its callers with it: they get an answer, and may try again.
    query_timeout: options.queryTimeoutMs ?? DEFAULT_QUERY_TIMEOUT_MS,
    // Postgres says itself that others were in the way, before whoever waits takes it for away.
    ...(lockTimeoutMs !== undefined && {
      onConnect: async (client: pg.ClientBase) => {
        if (mayPrepare(url)) await client.query(`SET lock_timeout = ${lockTimeoutMs}`);
        else setInEachTransaction(client, `lock_timeout = ${lockTimeoutMs}`);
      },
    }),
    application_name: process.env.SWITCHYARD_PROCESS ?? "switchyard",
  });
  // Each client speaks for itself, also while it is out for a transaction; the pool would repeat the idle ones.
  pool.on("connect", (client) => client.on("error", (error) => log.warn({ error: error.message }, "database connection lost")));
  pool.on("error", () => undefined);
  const adapter = new PrismaPg(pool, mayPrepare(url) ? { statementNameGenerator: ({ sql }) => preparedName(sql) } : {});
  const db = new PrismaClient({ adapter, transactionOptions: { maxWait: 5000, timeout: 10_000 } });
  return {
    db,
    pool,
    close: async () => {
      await db.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

/** Behind a pooler of transactions a session is somebody else's a moment later: what is set for it would be set for them. */
function setInEachTransaction(client: pg.ClientBase, setting: string): void {
  const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
  const asked = async (...given: unknown[]) => {
    const answer = await query(...given);
    if (textOf(given[0]) === "BEGIN") await query(`SET LOCAL ${setting}`);
    return answer;
  };
  client.query = ((...given: unknown[]) =>
    typeof given.at(-1) === "function" ? query(...given) : asked(...given)) as pg.ClientBase["query"];
}

function textOf(statement: unknown): unknown {
  return typeof statement === "object" && statement !== null && "text" in statement ? statement.text : statement;
}

const IMPATIENT_MS = 4000;

/**
 * A statement of plain SQL for the dataplane: a server that has not answered after `milliseconds` counts as away
 * instead of holding it.
 */
export function impatient(text: string, values: unknown[] = [], milliseconds = IMPATIENT_MS) {
  return { text, values, query_timeout: milliseconds };
}

/** What was asked is away: not Postgres itself, but what stands for it. */
export class Unreachable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Unreachable";
  }
}

const UNREACHABLE_CODES = [
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
];
const UNREACHABLE_SQLSTATES = /^(08|57P|53)/;
const UNREACHABLE_MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|can't reach database|server has closed the connection|client has encountered a connection error|database error\. code: `(?:08|57P|53)/i;

/** True when an error says that Postgres is away or overloaded rather than that the request was wrong. */
export function isUnreachable(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    const code = "code" in current ? String(current.code) : "";
    if (UNREACHABLE_CODES.includes(code) || UNREACHABLE_SQLSTATES.test(code) || UNREACHABLE_MESSAGES.test(current.message))
      return true;
    if (current instanceof Unreachable || current.name === "PrismaClientInitializationError") return true;
  }
  return false;
}

const BUSY_CODES = ["P2034", "P2024"];
const TOOK_TOO_LONG = /expired transaction|transaction in the given time/i;
/** Serialization, deadlocks, locks waited for too long; and connections, of which there are only so many. */
const OTHERS_IN_THE_WAY = /^(40|55P03|25P03|53300)/;
/** In the words of the pool, whose connections all were out. One that Postgres did not answer is told otherwise. */
const NO_CONNECTION_FREE = /timeout exceeded when trying to connect/i;
const RAW_CODE = /code: `(\w{5})`/i;

/** True when Postgres answers, and others were too long in the way: the same may work a moment later. */
export function isOverloaded(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    const code = "code" in current ? String(current.code) : "";
    if (BUSY_CODES.includes(code) || (code === "P2028" && TOOK_TOO_LONG.test(current.message))) return true;
    if (OTHERS_IN_THE_WAY.test(code) || OTHERS_IN_THE_WAY.test(RAW_CODE.exec(current.message)?.[1] ?? "")) return true;
    if (NO_CONNECTION_FREE.test(current.message)) return true;
  }
  return false;
}

/** True when the same may work a moment later: Postgres is away, or somebody else held what was needed. */
export function isPassing(error: unknown): boolean {
  return isUnreachable(error) || isOverloaded(error);
}

/** True when an error says that a unique key was taken. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
