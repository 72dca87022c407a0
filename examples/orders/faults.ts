import { setTimeout as delay } from "node:timers/promises";
import type { Order } from "./domain/order.ts";
import type { Side } from "./domain/request.ts";
import { Refused } from "./http/server.ts";
import type { Page, Store } from "./stores/store.ts";

/** What can be made to go wrong. Rates are 0 … 1. */
export type Faults = {
  /** Added to every answer of the interface layer, milliseconds. */
  latencyMs: number;
  /** Share of requests the interface layer refuses with a 500, before it does anything. */
  errorRate: number;
  /** Share of orders read from the new store that come with a wrong amount. */
  wrongValueRate: number;
  /** The new store refuses every read and write. */
  newStoreDown: boolean;
  /** The old one does, for the monolith too. */
  oldStoreDown: boolean;
};

export const NO_FAULTS: Faults = { latencyMs: 0, errorRate: 0, wrongValueRate: 0, newStoreDown: false, oldStoreDown: false };

/** The changed faults, or a sentence on what is wrong with the change. */
export function changeFaults(faults: Faults, change: unknown): Faults | string {
  if (typeof change !== "object" || change === null || Array.isArray(change)) return "Send a JSON object.";
  for (const [name, value] of Object.entries(change)) {
    if (!Object.hasOwn(NO_FAULTS, name)) return `${name.slice(0, 40)}: is not a known fault.`;
    const most = name === "latencyMs" ? 10_000 : 1;
    const flag = name.endsWith("Down");
    const fits = flag ? typeof value === "boolean" : Number.isFinite(value) && value >= 0 && value <= most;
    if (!fits) return `${name}: expected ${flag ? "true or false" : `a number from 0 to ${most}`}.`;
  }
  return { ...faults, ...change };
}

/** The faults of one process, replaced whole when they change. */
export type FaultBox = { current: Faults };

/** Holds a request up, or fails it, as the faults of the moment say. */
export async function beforeAnswer(box: FaultBox): Promise<void> {
  if (box.current.latencyMs > 0) await delay(box.current.latencyMs);
  if (Math.random() < box.current.errorRate) throw new Refused(500, "A fault was switched on for the new path.");
}

/** Throws, as a broken connection would, while a fault has the store down. */
export function requireStore(side: Side, { current }: FaultBox): void {
  const down = side === "old" ? current.oldStoreDown : current.newStoreDown;
  if (down) throw Object.assign(new Error(`The ${side} store is down.`), { code: "ECONNREFUSED" });
}

/** The store as long as it is up. */
export function reachable(side: Side, store: Store, box: FaultBox): Store {
  async function reach<T>(work: () => Promise<T>): Promise<T> {
    requireStore(side, box);
    return work();
  }
  return {
    get: (userId, id) => reach(() => store.get(userId, id)),
    byUser: (userId) => reach(() => store.byUser(userId)),
    byTime: (from, to) => reach(() => store.byTime(from, to)),
    paymentsOf: (userId, orderIds) => reach(() => store.paymentsOf(userId, orderIds)),
    createdBy: (userId, operationId) => reach(() => store.createdBy(userId, operationId)),
    insert: (order) => reach(() => store.insert(order)),
    replace: (order, expected) => reach(() => store.replace(order, expected)),
    put: (orders) => reach(() => store.put(orders)),
  };
}

/** A store whose readers now and then get a wrong amount. What is stored stays right. */
export function misreading(store: Store, box: FaultBox): Store {
  const mangle = <T extends Order>(order: T): T =>
    Math.random() < box.current.wrongValueRate ? { ...order, amountCents: order.amountCents + 1 } : order;
  const manglePage = (page: Page): Page => ({ ...page, items: page.items.map(mangle) });
  return {
    ...store,
    get: async (userId, id) => {
      const order = await store.get(userId, id);
      return order && mangle(order);
    },
    byUser: async (userId) => manglePage(await store.byUser(userId)),
    byTime: async (from, to) => manglePage(await store.byTime(from, to)),
    paymentsOf: async (userId, orderIds) => (await store.paymentsOf(userId, orderIds)).map(mangle),
  };
}
