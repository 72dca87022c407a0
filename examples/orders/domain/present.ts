import type { Page } from "../stores/store.ts";
import { type OrderView, view } from "./order.ts";

/** The bodies both systems answer with, so that a caller cannot tell which one did. */

export type PageView = Omit<Page, "items"> & { items: OrderView[] };

export function pageView(page: Page): PageView {
  return { ...page, items: page.items.map(view) };
}

/** An order with the payments made for it. */
export function orderDetails(order: OrderView, payments: readonly OrderView[]) {
  return { ...order, payments, paidCents: paidByOrder(payments).get(order.id) ?? 0 };
}

/** A list of a user's orders with what has been paid for each. */
export function paidPage(page: PageView, paid: ReadonlyMap<string, number>) {
  return { ...page, items: page.items.map((order) => ({ ...order, paidCents: paid.get(order.id) ?? 0 })) };
}

/** Cents captured, by product order. */
export function paidByOrder(payments: readonly OrderView[]): Map<string, number> {
  const paid = new Map<string, number>();
  for (const payment of payments) {
    if (payment.module !== "payments" || payment.status !== "captured") continue;
    paid.set(payment.orderId, (paid.get(payment.orderId) ?? 0) + payment.amountCents);
  }
  return paid;
}
