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
  /** Orders looked at, in either store. */
  rows: number;
  /** Orders the store lacked or held under a lower number, and has now. */
  mended: number;
  /** Orders that are not the same after all, number included. */
  differences: number;
  /** How many each store held. */
  compared: { from: number; to: number };
};

/** A write under way between the two reads has reached both stores by then. */
const LOOKS = 5;
const LOOK_AGAIN_MS = 100;

/**
 * Compares two stores order by order, by id, and copies over what is newer. What the second one holds under a higher
 * number, or alone, is left as it is and is a difference. May run beside traffic and any number of times.
 */
export async function reconcile(options: ReconcileOptions): Promise<Counts> {
  const { from, to, since, chunkRows = 500, rowsPerSecond = 8_000, signal, onChunk } = options;
  const counts: Counts = { rows: 0, mended: 0, differences: 0, compared: { from: 0, to: 0 } };
  let afterId: string | null = "0";
  while (afterId !== null) {
    signal?.throwIfAborted();
    const started = performance.now();
    const wanted = await from.after(afterId, chunkRows, since);
    counts.mended += await to.put(wanted);
    const held = await to.after(afterId, chunkRows, since);
    const upTo = earlierEnd(wanted, held, chunkRows);
    const [ours, theirs] = [byId(wanted, upTo), byId(held, upTo)];
    const ids = [...new Set([...ours.keys(), ...theirs.keys()])];
    counts.rows += ids.length;
    counts.compared.from += ours.size;
    counts.compared.to += theirs.size;
    const unlike = ids.filter((id) => !isDeepStrictEqual(ours.get(id), theirs.get(id)));
    await lookAgain(options, unlike, counts);
    onChunk?.(counts);
    afterId = upTo;
    const spare = (ids.length / rowsPerSecond) * 1000 - (performance.now() - started);
    if (spare > 0) await delay(spare);
  }
  return counts;
}

async function lookAgain({ from, to }: ReconcileOptions, suspects: readonly string[], counts: Counts): Promise<void> {
  let unlike = suspects;
  for (let look = 0; unlike.length > 0 && look < LOOKS; look += 1) {
    if (look > 0) await delay(LOOK_AGAIN_MS);
    const found = await from.found(unlike);
    if (found.length > 0) counts.mended += await to.put(found);
    const [ours, theirs] = [byId(found, null), byId(await to.found(unlike), null)];
    unlike = unlike.filter((id) => !isDeepStrictEqual(ours.get(id), theirs.get(id)));
  }
  counts.differences += unlike.length;
}

/** Up to where both lists are whole; null when both reach the end. */
function earlierEnd(one: readonly Order[], other: readonly Order[], full: number): string | null {
  const ends = [one, other].filter((orders) => orders.length === full).map((orders) => (orders.at(-1) as Order).id);
  return ends.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))[0] ?? null;
}

function byId(orders: readonly Order[], upTo: string | null): Map<string, Order> {
  const within = upTo === null ? orders : orders.filter(({ id }) => BigInt(id) <= BigInt(upTo));
  return new Map(within.map((order) => [order.id, order]));
}
