import type { WriteVersion } from "../../../sdk/index.ts";

/** The two kinds of orders, and the one place that knows what may happen to them. */

export const MODULES = ["orders", "payments"] as const;
export type Module = (typeof MODULES)[number];

export function isModule(value: unknown): value is Module {
  return MODULES.includes(value as Module);
}

type Common = {
  /** 64-bit, in decimal. */
  id: string;
  userId: string;
  amountCents: number;
  /** Grows by one with every change. */
  version: number;
  /** Together the number of the write that made it so; a store takes a state only with a higher one. */
  counter: number;
  writer: string;
  /** Operation ids applied so far, the creating one first. A repeat of any of them changes nothing. */
  operations: string[];
  /** RFC 3339, milliseconds. */
  createdAt: string;
  updatedAt: string;
};

type ProductOrder = Common & { module: "orders"; status: "placed" | "paid" | "cancelled"; sku: string; quantity: number };
type PaymentOrder = Common & {
  module: "payments";
  status: "pending" | "captured" | "voided" | "refunded";
  /** The product order this pays for. */
  orderId: string;
  method: string;
};
export type Order = ProductOrder | PaymentOrder;
export type Status = Order["status"];

export type Change = { operation: "pay" | "cancel"; userId: string; id: string; operationId: string; at: string };
/** An order nobody has written yet. */
export type NewOrder = Unnumbered<ProductOrder> | Unnumbered<PaymentOrder>;
type Unnumbered<T> = Omit<T, "counter" | "writer">;
export type Command = { operation: "create"; order: NewOrder } | Change;

/** What became of a command. A refusal by the rules is an answer, not a failure of the store. */
export type Outcome =
  | { ok: true; order: Order }
  | { ok: false; reason: "unknown" }
  | { ok: false; reason: "status"; status: Status };

export const FIRST_STATUS = { orders: "placed", payments: "pending" } as const;

const FLOWS: Record<Module, Record<Change["operation"], Partial<Record<Status, Status>>>> = {
  orders: { pay: { placed: "paid" }, cancel: { placed: "cancelled", paid: "cancelled" } },
  payments: { pay: { pending: "captured" }, cancel: { pending: "voided", captured: "refunded" } },
};

/** The status after an operation; null when the flow has no such step. */
export function statusAfter(module: Module, status: Status, operation: Change["operation"]): Status | null {
  return FLOWS[module][operation][status] ?? null;
}

/** Applies a change, whose number is given, to the present state of its order. */
export function decide(order: Order | null, change: Change, { counter, writer }: WriteVersion): Outcome {
  if (!order) return { ok: false, reason: "unknown" };
  if (order.operations.includes(change.operationId)) return { ok: true, order };
  const status = statusAfter(order.module, order.status, change.operation);
  if (!status) return { ok: false, reason: "status", status: order.status };
  const next = {
    ...order,
    status,
    version: order.version + 1,
    counter,
    writer,
    operations: [...order.operations, change.operationId],
    updatedAt: change.at,
  };
  return { ok: true, order: next as Order };
}

/** What callers see of an order. */
export function view(order: Order) {
  const { counter, writer, operations, ...visible } = order;
  return visible;
}

export type OrderView = ReturnType<typeof view>;
