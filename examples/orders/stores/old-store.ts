import type { Pool } from "pg";
import type { Module, Order } from "../domain/order.ts";
import { fromOldRow, type OldRow, statusFromOld, TYPE, toOldRow } from "./old-rows.ts";
import { PAGE_SIZE, type Page, type Store } from "./store.ts";

const CHANGED = ["status", "version", "counter", "writer", "operations", "created_at", "updated_at"];

const INSERT = "insert into orders select * from jsonb_populate_recordset(null::orders, $1)";
const PUT = `${INSERT} on conflict (id) do update set ${CHANGED.map((name) => `${name} = excluded.${name}`).join(", ")}
  where (orders.counter, orders.writer) < (excluded.counter, excluded.writer)`;
const REPLACE = `update orders o set ${CHANGED.map((name) => `${name} = n.${name}`).join(", ")}
  from jsonb_populate_recordset(null::orders, $1) n where o.id = n.id and o.counter = $2 and o.writer = $3`;

/** One kind of orders in the monolith's table, with single-table queries only. */
export function oldStore(pool: Pool, module: Module): Store {
  const type = TYPE[module];

  async function rows(where: string, values: unknown[]): Promise<Order[]> {
    const { rows } = await pool.query<OldRow>(`select * from orders where type = $1 and ${where}`, [type, ...values]);
    return rows.map(fromOldRow);
  }

  /** Nothing helps to find a user's rows, so one pass over the table has to do: the totals are counted here. */
  async function byUser(userId: string): Promise<Page> {
    const orders = await rows("user_id = $2 order by created_at desc, id desc", [userId]);
    const page: Page = { items: orders.slice(0, PAGE_SIZE), total: orders.length, amountCents: 0, byStatus: {} };
    for (const { status, amountCents } of orders) {
      page.amountCents += amountCents;
      page.byStatus[status] = (page.byStatus[status] ?? 0) + 1;
    }
    return page;
  }

  async function byTime(from: string, to: string): Promise<Page> {
    const window = "created_at >= $2 and created_at < $3";
    const page: Page = { items: [], total: 0, amountCents: 0, byStatus: {} };
    page.items = await rows(`${window} order by created_at desc, id desc limit ${PAGE_SIZE}`, [from, to]);
    const totals = await pool.query<{ status: string; count: string; amount: string }>(
      `select status, count(*), sum(amount) as amount from orders where type = $1 and ${window} group by status`,
      [type, from, to],
    );
    for (const { status, count, amount } of totals.rows) {
      page.total += Number(count);
      page.amountCents += Math.round(Number(amount) * 100);
      page.byStatus[statusFromOld(module, status)] = Number(count);
    }
    return page;
  }

  return {
    get: async (userId, id) => (await rows("id = $2 and user_id = $3", [id, userId]))[0] ?? null,
    byUser,
    byTime,
    paymentsOf: async (userId, orderIds) =>
      module === "payments" && orderIds.length > 0
        ? rows("user_id = $2 and order_ref = any($3::bigint[]) order by id", [userId, orderIds])
        : [],
    createdBy: async (userId, operationId) =>
      (await rows("user_id = $2 and operations[1] = $3", [userId, operationId]))[0] ?? null,
    insert: async (order) => {
      const { rowCount } = await pool.query(`${INSERT} on conflict do nothing`, [JSON.stringify([toOldRow(order)])]);
      return rowCount === 1;
    },
    replace: async (order, expected) => {
      const { rowCount } = await pool.query(REPLACE, [JSON.stringify([toOldRow(order)]), expected.counter, expected.writer]);
      return rowCount === 1;
    },
    put: async (orders) => (await pool.query(PUT, [JSON.stringify(orders.map(toOldRow))])).rowCount ?? 0,
  };
}
