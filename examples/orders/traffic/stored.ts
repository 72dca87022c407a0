import type { Pool } from "pg";
import { shardOf } from "../domain/ids.ts";
import type { Module, Status } from "../domain/order.ts";
import { shardTable } from "../stores/new-schema.ts";
import { statusFromOld, TYPE } from "../stores/old-rows.ts";
import type { Expected } from "./record.ts";

/** What a store holds of an order, read past the code that wrote it. */
export type Stored = { id: string; userId: string; status: Status; amountCents: number; version: number; operations: string[] };

export type StoredReader = (module: Module, orders: readonly Expected[]) => Promise<Map<string, Stored>>;

type Row = { id: string; user_id: string; status: string; cents: string; version: number; operations: string[] };

export function oldReader(pool: Pool): StoredReader {
  return async (module, orders) => {
    const { rows } = await pool.query<Row>(
      `select id, user_id, status, (amount * 100)::bigint as cents, version, operations
       from orders where type = $1 and id = any($2::bigint[])`,
      [TYPE[module], orders.map((order) => order.id)],
    );
    return byId(rows, (status) => statusFromOld(module, status));
  };
}

export function newReader(pool: Pool): StoredReader {
  return async (module, orders) => {
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
  };
}

function byId(rows: readonly Row[], statusOf: (status: string) => Status): Map<string, Stored> {
  const stored = rows.map(({ id, user_id, status, cents, version, operations }) => {
    return { id, userId: user_id, status: statusOf(status), amountCents: Number(cents), version, operations };
  });
  return new Map(stored.map((row) => [row.id, row]));
}
