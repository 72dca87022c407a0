import type { Pool } from "pg";
import { view } from "../domain/order.ts";
import { orderDetails, pageView, paidPage } from "../domain/present.ts";
import { fromOldRow, type OldRow } from "../stores/old-rows.ts";
import { PAGE_SIZE, type Store } from "../stores/store.ts";

const DETAILS = `
select r.* from orders o
join orders r on r.id = o.id or (r.type = 'payment' and r.order_ref = o.id and r.user_id = o.user_id)
where o.type = 'product' and o.id = $1 and o.user_id = $2
order by r.id`;

const OF_USER = `
select o.*, coalesce(sum(p.amount) filter (where p.status = 'SUCCESS'), 0) as paid
from orders o
left join orders p on p.type = 'payment' and p.order_ref = o.id and p.user_id = o.user_id
where o.type = 'product' and o.user_id = $1
group by o.id
order by o.created_at desc, o.id desc
limit ${PAGE_SIZE}`;

/** The monolith's way to an order and its payments: the table joined with itself. Null when there is none. */
export async function detailsByJoin(pool: Pool, userId: string, id: string) {
  const { rows } = await pool.query<OldRow>(DETAILS, [id, userId]);
  const found = rows.map((row) => view(fromOldRow(row)));
  const order = found.find((row) => row.id === id);
  return order
    ? orderDetails(
        order,
        found.filter((row) => row !== order),
      )
    : null;
}

/** The monolith's way to a user's orders with what was paid for each. */
export async function ordersOfUserByJoin(pool: Pool, store: Store, userId: string) {
  const { rows } = await pool.query<OldRow & { paid: string }>(OF_USER, [userId]);
  const paid = new Map(rows.map((row) => [row.id, Math.round(Number(row.paid) * 100)]));
  const { total, amountCents, byStatus } = await store.byUser(userId);
  return paidPage(pageView({ items: rows.map(fromOldRow), total, amountCents, byStatus }), paid);
}
