import type { Pool } from "pg";
import { shardOf } from "../domain/ids.ts";
import type { Module, Order, Status } from "../domain/order.ts";
import { fromNewRow, type NewRow, toNewRow } from "./new-rows.ts";
import { shardTable, timeTable } from "./new-schema.ts";
import { PAGE_SIZE, type Page, type Store } from "./store.ts";

const CHANGED = ["status", "version", "counter", "writer", "operations", "created_at", "updated_at"];
const assign = (names: readonly string[], source: string) => names.map((name) => `${name} = ${source}.${name}`).join(", ");

/** One kind of orders in its 64 tables. Each statement touches one of them, and the table by time with it. */
export function newStore(pool: Pool, module: Module): Store {
  const byTimeTable = timeTable(module);
  const mirror = `insert into ${byTimeTable} select * from written on conflict (id) do update set ${assign(CHANGED, "excluded")}
    where (${byTimeTable}.counter, ${byTimeTable}.writer) < (excluded.counter, excluded.writer)`;
  const tableOf = (userId: string) => shardTable(module, shardOf(userId));

  async function rows(table: string, where: string, values: unknown[]): Promise<Order[]> {
    const { rows } = await pool.query<NewRow>(`select * from ${table} where ${where}`, values);
    return rows.map((row) => fromNewRow(module, row));
  }

  async function page(table: string, where: string, values: unknown[]): Promise<Page> {
    const items = await rows(table, `${where} order by created_at desc, id desc limit ${PAGE_SIZE}`, values);
    const totals = await pool.query<{ status: Status; count: string; amount: string }>(
      `select status, count(*), sum(amount_cents) as amount from ${table} where ${where} group by status`,
      values,
    );
    const found: Page = { items, total: 0, amountCents: 0, byStatus: {} };
    for (const row of totals.rows) {
      found.total += Number(row.count);
      found.amountCents += Number(row.amount);
      found.byStatus[row.status] = Number(row.count);
    }
    return found;
  }

  /** Runs a statement that returns whole rows of one shard, and mirrors them; answers how many there were. */
  async function write(statement: string, values: unknown[]): Promise<number> {
    const { rowCount } = await pool.query(`with written as (${statement}) ${mirror}`, values);
    return rowCount ?? 0;
  }

  const insertInto = (table: string) => `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`;
  const json = (orders: readonly Order[]) => JSON.stringify(orders.map(toNewRow));

  return {
    get: async (userId, id) => (await rows(tableOf(userId), "id = $1 and user_id = $2", [id, userId]))[0] ?? null,
    byUser: (userId) => page(tableOf(userId), "user_id = $1", [userId]),
    byTime: (from, to) => page(byTimeTable, "created_at >= $1 and created_at < $2", [from, to]),
    paymentsOf: async (userId, orderIds) =>
      module === "payments" && orderIds.length > 0
        ? rows(tableOf(userId), "user_id = $1 and order_id = any($2::bigint[]) order by id", [userId, orderIds])
        : [],
    createdBy: async (userId, operationId) =>
      (await rows(tableOf(userId), "user_id = $1 and operations[1] = $2", [userId, operationId]))[0] ?? null,
    insert: async (order) =>
      (await write(`${insertInto(tableOf(order.userId))} on conflict do nothing returning *`, [json([order])])) === 1,
    replace: async (order, expected) => {
      const table = tableOf(order.userId);
      const update = `update ${table} o set ${assign(CHANGED, "n")} from jsonb_populate_recordset(null::${table}, $1) n
        where o.id = n.id and o.counter = $2 and o.writer = $3 returning o.*`;
      return (await write(update, [json([order]), expected.counter, expected.writer])) === 1;
    },
    put: async (orders) => {
      let stored = 0;
      for (const [table, part] of groupBy(orders, (order) => tableOf(order.userId))) {
        const upsert = `${insertInto(table)} on conflict (id) do update set ${assign(CHANGED, "excluded")}
          where (${table}.counter, ${table}.writer) < (excluded.counter, excluded.writer) returning *`;
        stored += await write(upsert, [json(part)]);
      }
      return stored;
    },
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
