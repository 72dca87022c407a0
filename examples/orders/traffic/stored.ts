import type { Pool } from "pg";
import { SHARDS, shardOf } from "../domain/ids.ts";
import { MODULES, type Module, type Order, type Status } from "../domain/order.ts";
import { shardTable } from "../stores/new-schema.ts";
import { LEGACY, statusFromOld, TYPE } from "../stores/old-rows.ts";
import type { Scanner } from "../stores/scan.ts";
import type { Expected, WriteRecord } from "./record.ts";

/** What a store holds of an order, read past the code that wrote it. */
export type Stored = { id: string; userId: string; status: Status; amountCents: number; version: number; operations: string[] };

export type StoredReader = {
  /** Those of the orders that are there, by id. */
  read(module: Module, orders: readonly Expected[]): Promise<Map<string, Stored>>;
  /** Every order of the module that is there: its id and the operation that created it. */
  all(module: Module): Promise<{ id: string; createdBy: string }[]>;
};

type Row = { id: string; user_id: string; status: string; cents: string; version: number; operations: string[] };

export function oldReader(pool: Pool): StoredReader {
  return {
    read: async (module, orders) => {
      const { rows } = await pool.query<Row>(
        `select id, user_id, status, (amount * 100)::bigint as cents, version, operations
         from orders where type = $1 and id = any($2::bigint[])`,
        [TYPE[module], orders.map((order) => order.id)],
      );
      return byId(rows, (status) => statusFromOld(module, status));
    },
    all: async (module) => {
      const text = `select id, operations[1] as "createdBy" from orders where type = $1`;
      return (await pool.query<{ id: string; createdBy: string }>(text, [TYPE[module]])).rows;
    },
  };
}

export function newReader(pool: Pool): StoredReader {
  return {
    read: async (module, orders) => {
      const shards = new Map<number, string[]>();
      for (const order of orders) shards.set(shardOf(order.userId), [...(shards.get(shardOf(order.userId)) ?? []), order.id]);
      const found: Row[] = [];
      for (const [shard, ids] of shards) {
        const { rows } = await pool.query<Row>(
          `select id, user_id, status, amount_cents as cents, version, operations
           from ${shardTable(module, shard)} where id = any($1::bigint[])`,
          [ids],
        );
        found.push(...rows);
      }
      return byId(found, (status) => status as Status);
    },
    all: async (module) => {
      const tables = Array.from({ length: SHARDS }, (_, shard) => shardTable(module, shard));
      const text = tables.map((table) => `select id, operations[1] as "createdBy" from ${table}`).join(" union all ");
      return (await pool.query<{ id: string; createdBy: string }>(text)).rows;
    },
  };
}

/**
 * Takes down the orders from before the migration: nobody changes them, and they have to stay. Where an earlier run left
 * orders of its own, only those are known, since what became of its last writes is not.
 */
export async function rememberWhatIsThere(record: WriteRecord, old: Record<Module, Scanner>): Promise<void> {
  for (const module of MODULES) {
    for await (const order of everyOrder(old[module])) {
      const { id, userId, amountCents, createdAt, status, operations, writer } = order;
      if (writer === LEGACY) record.found({ id, module, userId, amountCents, createdAt, status, operations });
      else record.whole = false;
    }
  }
}

const CHUNK = 2_000;

async function* everyOrder(scanner: Scanner): AsyncGenerator<Order> {
  for (let afterId = "0"; ; ) {
    const orders = await scanner.after(afterId, CHUNK, null);
    yield* orders;
    const last = orders.at(-1);
    if (!last || orders.length < CHUNK) return;
    afterId = last.id;
  }
}

function byId(rows: readonly Row[], statusOf: (status: string) => Status): Map<string, Stored> {
  const stored = rows.map(({ id, user_id, status, cents, version, operations }) => {
    return { id, userId: user_id, status: statusOf(status), amountCents: Number(cents), version, operations };
  });
  return new Map(stored.map((row) => [row.id, row]));
}
