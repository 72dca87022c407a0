import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Order } from "../domain/order.ts";
import type { Scanner } from "../stores/scan.ts";
import type { Store } from "../stores/store.ts";

export type ReconcileOptions = {
  from: Scanner;
  /** The store that is brought up to date: what it holds, and how it takes a newer state. */
  to: Scanner & Pick<Store, "put">;
  /** Only orders changed since then; null for all of them. */
  since: Date | null;
  chunkRows?: number;
  /** Upper bound, so that a pass does not crowd out the shop. */
  rowsPerSecond?: number;
  signal?: AbortSignal;
  onChunk?: (counts: Counts) => void;
};

export type Counts = {
  /** Orders looked at. */
  rows: number;
  /** Orders the store lacked or held in an older version, and has now. */
  mended: number;
  /** Orders that are not the same after all. */
  differences: number;
};

/**
 * Compares one store with another order by order, by id, and copies over what is newer. What the store holds in
 * a newer version is left alone, so a pass may run beside traffic and any number of times.
 */
export async function reconcile(options: ReconcileOptions): Promise<Counts> {
  const { from, to, since, chunkRows = 500, rowsPerSecond = 8_000, signal, onChunk } = options;
  const counts: Counts = { rows: 0, mended: 0, differences: 0 };
  let afterId = "0";
  for (;;) {
    signal?.throwIfAborted();
    const started = performance.now();
    const orders = await from.after(afterId, chunkRows, since);
    const last = orders.at(-1);
    if (last) {
      counts.rows += orders.length;
      counts.mended += await to.put(orders);
      counts.differences += differences(orders, await to.found(orders.map(({ id }) => id)));
      onChunk?.(counts);
    }
    if (!last || orders.length < chunkRows) return counts;
    afterId = last.id;
    const spare = (orders.length / rowsPerSecond) * 1000 - (performance.now() - started);
    if (spare > 0) await delay(spare);
  }
}

/** How many orders the other side lacks, holds in an older version, or holds with other content. */
function differences(orders: readonly Order[], others: readonly Order[]): number {
  const known = new Map(others.map((order) => [order.id, order]));
  return orders.filter((order) => {
    const other = known.get(order.id);
    return !other || (isNewer(other, order) ? false : !isDeepStrictEqual(other, order));
  }).length;
}

function isNewer(one: Order, other: Order): boolean {
  if (one.version !== other.version) return one.version > other.version;
  return one.writer === other.writer ? one.updatedAt > other.updatedAt : one.writer > other.writer;
}
