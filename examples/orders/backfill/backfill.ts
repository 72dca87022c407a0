import { setTimeout as delay } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import type { Module } from "../domain/order.ts";
import { newStore } from "../stores/new-store.ts";
import { fromOldRow, type OldRow, TYPE } from "../stores/old-rows.ts";

export type BackfillOptions = {
  oldPool: Pool;
  newPool: Pool;
  module: Module;
  chunkRows?: number;
  /** Upper bound, so that a copy does not crowd out the shop. */
  rowsPerSecond?: number;
  /** Stops after the chunk at hand; the next run goes on from there. */
  signal?: AbortSignal;
  onChunk?: (checkpoint: Checkpoint) => void;
};

export type Checkpoint = {
  module: Module;
  run: number;
  /** The last id copied; ids above it are still to come. */
  afterId: string;
  read: number;
  written: number;
  startedAt: string;
  updatedAt: string;
  /** Null while rows are left. */
  finishedAt: string | null;
};

type Row = {
  module: Module;
  run: number;
  after_id: string;
  read: string;
  written: string;
  started_at: Date;
  updated_at: Date;
  finished_at: Date | null;
};

/** Another process is copying this module. */
export class BackfillBusy extends Error {}

/**
 * Copies a module's orders from the old table to the new ones in chunks by id, and notes after each how
 * far it got. An unfinished run goes on from there, a finished one starts over. A row that the new tables
 * hold in the same or a newer version is left alone, so it may run beside traffic and any number of times.
 */
export async function backfill(options: BackfillOptions): Promise<Checkpoint> {
  const { newPool, module, chunkRows = 500, rowsPerSecond = 4_000, signal } = options;
  const lock = await newPool.connect();
  lock.on("error", () => undefined);
  try {
    await takeLock(lock, module);
    let at = await begin(newPool, module);
    while (at.finishedAt === null && !signal?.aborted) {
      const started = performance.now();
      at = await copyChunk(options, at, chunkRows);
      options.onChunk?.(at);
      const spare = (chunkRows / rowsPerSecond) * 1000 - (performance.now() - started);
      if (at.finishedAt === null && spare > 0) await delay(spare);
    }
    return at;
  } finally {
    // Ending the connection gives the lock back, also when the server has gone away meanwhile.
    lock.release(true);
  }
}

export async function checkpoints(newPool: Pool): Promise<Checkpoint[]> {
  const { rows } = await newPool.query<Row>("select * from backfill_checkpoints order by module");
  return rows.map(fromRow);
}

async function takeLock(client: PoolClient, module: Module): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock(hashtext($1)) as taken", [
    `backfill ${module}`,
  ]);
  if (!rows[0]?.taken) throw new BackfillBusy(`Another backfill of ${module} is running.`);
}

async function begin(pool: Pool, module: Module): Promise<Checkpoint> {
  const { rows } = await pool.query<Row>(
    `insert into backfill_checkpoints as c values ($1, 1, 0, 0, 0, now(), now(), null)
     on conflict (module) do update set
       run = c.run + (c.finished_at is not null)::int,
       after_id = case when c.finished_at is null then c.after_id else 0 end,
       read = case when c.finished_at is null then c.read else 0 end,
       written = case when c.finished_at is null then c.written else 0 end,
       started_at = case when c.finished_at is null then c.started_at else now() end,
       updated_at = now(), finished_at = null
     returning *`,
    [module],
  );
  return fromRow(rows[0] as Row);
}

async function copyChunk({ oldPool, newPool, module }: BackfillOptions, at: Checkpoint, chunkRows: number): Promise<Checkpoint> {
  const { rows } = await oldPool.query<OldRow>("select * from orders where type = $1 and id > $2 order by id limit $3", [
    TYPE[module],
    at.afterId,
    chunkRows,
  ]);
  const written = rows.length > 0 ? await newStore(newPool, module).put(rows.map(fromOldRow)) : 0;
  const saved = await newPool.query<Row>(
    `update backfill_checkpoints set after_id = $2, read = read + $3, written = written + $4, updated_at = now(),
       finished_at = case when $5 then now() end
     where module = $1 returning *`,
    [module, rows.at(-1)?.id ?? at.afterId, rows.length, written, rows.length < chunkRows],
  );
  return fromRow(saved.rows[0] as Row);
}

function fromRow(row: Row): Checkpoint {
  return {
    module: row.module,
    run: row.run,
    afterId: row.after_id,
    read: Number(row.read),
    written: Number(row.written),
    startedAt: row.started_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
