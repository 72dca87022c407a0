import type { Module, Order } from "../domain/order.ts";

/** A row of a new table: a status of its own per kind, whole cents. */
export type NewRow = {
  id: string;
  user_id: string;
  status: string;
  amount_cents: string | number;
  sku?: string;
  quantity?: number;
  order_id?: string;
  method?: string;
  version: number;
  counter: string | number;
  writer: string;
  operations: string[];
  created_at: Date | string;
  updated_at: Date | string;
};

export function fromNewRow(module: Module, row: NewRow): Order {
  const details = module === "orders" ? { sku: row.sku, quantity: row.quantity } : { orderId: row.order_id, method: row.method };
  return {
    module,
    id: row.id,
    userId: row.user_id,
    status: row.status,
    ...details,
    amountCents: Number(row.amount_cents),
    version: row.version,
    counter: Number(row.counter),
    writer: row.writer,
    operations: row.operations,
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  } as Order;
}

export function toNewRow(order: Order): NewRow {
  const details =
    order.module === "orders" ? { sku: order.sku, quantity: order.quantity } : { order_id: order.orderId, method: order.method };
  return {
    id: order.id,
    user_id: order.userId,
    status: order.status,
    amount_cents: order.amountCents,
    ...details,
    version: order.version,
    counter: order.counter,
    writer: order.writer,
    operations: order.operations,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
  };
}
