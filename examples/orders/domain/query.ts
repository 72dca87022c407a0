import { isDeepStrictEqual } from "node:util";
import type { Page, Store } from "../stores/store.ts";
import type { Order } from "./order.ts";

/** What can be asked of one store of one kind. */
export type Query =
  | { operation: "get"; userId: string; id: string }
  | { operation: "list-by-user"; userId: string }
  | { operation: "list-by-time"; from: string; to: string }
  | { operation: "of-orders"; userId: string; orderIds: readonly string[] };

export type Found =
  | { kind: "order"; order: Order | null }
  | { kind: "page"; page: Page }
  | { kind: "timeline"; page: Page }
  | { kind: "payments"; orders: Order[] };

export async function ask(store: Store, query: Query): Promise<Found> {
  switch (query.operation) {
    case "get":
      return { kind: "order", order: await store.get(query.userId, query.id) };
    case "list-by-user":
      return { kind: "page", page: await store.byUser(query.userId) };
    case "list-by-time":
      return { kind: "timeline", page: await store.byTime(query.from, query.to) };
    case "of-orders":
      return { kind: "payments", orders: await store.paymentsOf(query.userId, query.orderIds) };
  }
}

/**
 * Whether two stores gave the same answer. A list by time spans all users, whose writes go on between
 * the two reads, so of it only what cannot change is compared.
 */
export function sameAnswer(a: Found, b: Found): boolean {
  if (a.kind === "timeline" && b.kind === "timeline") return isDeepStrictEqual(a.page.items.map(fixed), b.page.items.map(fixed));
  return isDeepStrictEqual(a, b);
}

function fixed(order: Order) {
  return { id: order.id, userId: order.userId, amountCents: order.amountCents, createdAt: order.createdAt };
}

const MOST_IDS = 100;

/** Reads `?from=&to=`; null when they are not two moments in order. */
export function windowOf(parameters: URLSearchParams): { from: string; to: string } | null {
  const [from, to] = ["from", "to"].map((name) => Date.parse(parameters.get(name) ?? "")) as [number, number];
  return from < to ? { from: new Date(from).toISOString(), to: new Date(to).toISOString() } : null;
}

/** Reads `?ids=1,2,3`; null when there are none, too many, or something else. */
export function idsOf(parameters: URLSearchParams): string[] | null {
  const ids = (parameters.get("ids") ?? "").split(",");
  return ids.length <= MOST_IDS && ids.every((id) => /^[1-9]\d{0,17}$/.test(id)) ? ids : null;
}
