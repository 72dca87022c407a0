import type { Module, Order, Status } from "../domain/order.ts";

/** A row of the old table as JSON; amounts in units with two decimals, one status column for both flows. */
export type OldRow = {
  id: string;
  type: "product" | "payment";
  user_id: string;
  status: string;
  amount: string;
  sku: string | null;
  quantity: number | null;
  order_ref: string | null;
  pay_method: string | null;
  version: number;
  counter: string | number;
  writer: string;
  operations: string[];
  created_at: Date | string;
  updated_at: Date | string;
};

/** Who wrote what was there before the migration. */
export const LEGACY = "legacy";

export const TYPE: Record<Module, OldRow["type"]> = { orders: "product", payments: "payment" };

const STATUS: Record<Module, Record<string, Status>> = {
  orders: { WAIT_PAY: "placed", PAID: "paid", CANCELLED: "cancelled" },
  payments: { WAIT_PAY: "pending", SUCCESS: "captured", CLOSED: "voided", REFUNDED: "refunded" },
};

/** What the old status column says in the words of the domain. Throws when the two flows got mixed up. */
export function statusFromOld(module: Module, status: string): Status {
  const known = STATUS[module][status];
  if (!known) throw new Error(`the old table holds the status ${status} for ${module}`);
  return known;
}

function statusToOld(module: Module, status: Status): string {
  return Object.keys(STATUS[module]).find((name) => STATUS[module][name] === status) as string;
}

export function fromOldRow(row: OldRow): Order {
  const common = {
    id: row.id,
    userId: row.user_id,
    amountCents: Math.round(Number(row.amount) * 100),
    version: row.version,
    counter: Number(row.counter),
    writer: row.writer,
    operations: row.operations,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  };
  const module = row.type === "product" ? "orders" : "payments";
  const status = statusFromOld(module, row.status);
  const details =
    module === "orders"
      ? { module, status, sku: row.sku, quantity: row.quantity }
      : { module, status, orderId: row.order_ref, method: row.pay_method };
  return { ...common, ...details } as Order;
}

export function toOldRow(order: Order): OldRow {
  const product = order.module === "orders" ? order : null;
  const payment = order.module === "payments" ? order : null;
  return {
    id: order.id,
    type: TYPE[order.module],
    user_id: order.userId,
    status: statusToOld(order.module, order.status),
    amount: (order.amountCents / 100).toFixed(2),
    sku: product?.sku ?? null,
    quantity: product?.quantity ?? null,
    order_ref: payment?.orderId ?? null,
    pay_method: payment?.method ?? null,
    version: order.version,
    counter: order.counter,
    writer: order.writer,
    operations: order.operations,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
  };
}
