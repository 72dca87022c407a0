import type { Pool, PoolClient } from "pg";
import { KEPT_SECONDS } from "../../schema.ts";

type Span = "hour" | "day" | "month";
type PartitionedTable = { table: string; span: Span; keepSeconds: number };

const TABLES: readonly PartitionedTable[] = [
  { table: "measurements_10s", span: "hour", keepSeconds: KEPT_SECONDS.tenSeconds },
  { table: "measurements_1m", span: "day", keepSeconds: KEPT_SECONDS.minute },
  { table: "measurements_1h", span: "month", keepSeconds: KEPT_SECONDS.hour },
  { table: "operation_counts", span: "day", keepSeconds: KEPT_SECONDS.operationCounts },
];

/** Partitions ready before they are needed: the present span and the two after it. */
const AHEAD = 2;

/** Creates the partitions that are coming and drops those that ran out. Safe to run any number of times, anywhere. */
export async function retain(pool: Pool, now: Date): Promise<{ created: string[]; dropped: string[] }> {
  const done = { created: [] as string[], dropped: [] as string[] };
  for (const each of TABLES) {
    done.created.push(...(await alone(pool, (client) => create(client, each, now))));
    done.dropped.push(...(await expire(pool, each, new Date(now.getTime() - each.keepSeconds * 1000))));
  }
  return done;
}

/**
 * Runs `task` in a transaction that no other of its kind runs beside. It is about one table: whoever reads two of them at
 * once would wait for the second while this one, holding that, waits for the first.
 */
async function alone<T>(pool: Pool, task: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock(hashtext('switchyard partitions'))");
    const done = await task(client);
    await client.query("COMMIT");
    return done;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function create(client: PoolClient, { table, span }: PartitionedTable, now: Date): Promise<string[]> {
  const existing = await partitionsOf(client, table);
  const starts = Array.from({ length: AHEAD + 1 }, (_, step) => step).filter(
    (step) => !existing.has(partitionName(table, span, startOf(span, now, step))),
  );
  // Writers wait before they are told where a row goes: one already sent to the default partition would be refused there.
  if (starts.length > 0) await client.query(`LOCK TABLE ONLY ${table} IN SHARE ROW EXCLUSIVE MODE`);
  const created: string[] = [];
  for (const step of starts) {
    const from = startOf(span, now, step);
    const name = partitionName(table, span, from);
    await createPartition(client, table, name, from, startOf(span, now, step + 1));
    created.push(name);
  }
  return created;
}

async function partitionsOf(client: Pool | PoolClient, table: string): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass",
    [table],
  );
  return new Set(rows.map(({ name }) => name));
}

/** Rows that came before their partition wait in the default one; they move, or the new one could not be attached. */
async function createPartition(client: PoolClient, table: string, name: string, from: Date, to: Date): Promise<void> {
  await client.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING ALL)`);
  await client.query(
    `WITH early AS (DELETE FROM ${table}_default WHERE at >= $1 AND at < $2 RETURNING *) INSERT INTO ${name} SELECT * FROM early`,
    [from, to],
  );
  await client.query(
    `ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from.toISOString()}') TO ('${to.toISOString()}')`,
  );
}

/** Each in a transaction of its own, since dropping a partition locks its whole table first. */
async function expire(pool: Pool, { table, span }: PartitionedTable, before: Date): Promise<string[]> {
  const oldest = partitionName(table, span, startOf(span, before, 0));
  const existing = await partitionsOf(pool, table);
  const expired = [...existing].filter((name) => name.startsWith(`${table}_p`) && name < oldest);
  for (const name of expired) await alone(pool, (client) => client.query(`DROP TABLE IF EXISTS ${name}`));
  await pool.query(`DELETE FROM ${table}_default WHERE at < $1`, [before]);
  return expired;
}

/** `measurements_10s_p2026112104`; names of one table sort by time. */
function partitionName(table: string, span: Span, from: Date): string {
  const digits = from.toISOString().replace(/\D/g, "");
  return `${table}_p${digits.slice(0, { hour: 10, day: 8, month: 6 }[span])}`;
}

/** Start of the span `steps` after the one that holds `moment`, in UTC. */
function startOf(span: Span, moment: Date, steps: number): Date {
  const [year, month, day, hour] = [moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate(), moment.getUTCHours()];
  if (span === "hour") return new Date(Date.UTC(year, month, day, hour + steps));
  if (span === "day") return new Date(Date.UTC(year, month, day + steps));
  return new Date(Date.UTC(year, month + steps));
}
