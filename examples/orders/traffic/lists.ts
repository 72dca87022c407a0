import type { Module, Status } from "../domain/order.ts";
import { PAGE_SIZE, type Store } from "../stores/store.ts";
import type { Expected, WriteRecord } from "./record.ts";

/** What a list says, whichever system answered it. */
type Listed = {
  items: readonly { id: string; status: Status; amountCents: number; version: number }[];
  total: number;
  amountCents: number;
  byStatus: Partial<Record<Status, number>>;
};

/** What is wrong with a list of exactly these orders, newest first; null when nothing is. */
export function faultOf(list: Listed, orders: readonly Expected[]): string | null {
  const wanted = listOf(orders);
  for (const name of ["total", "amountCents"] as const) {
    if (list[name] !== wanted[name]) return `says ${name} ${list[name]} where ${wanted[name]} was acknowledged`;
  }
  for (const status of new Set([...Object.keys(list.byStatus), ...Object.keys(wanted.byStatus)]) as Set<Status>) {
    const [said, acknowledged] = [list.byStatus[status] ?? 0, wanted.byStatus[status] ?? 0];
    if (said !== acknowledged) return `says ${said} ${status} where ${acknowledged} were acknowledged`;
  }
  const at = wanted.items.findIndex((item, index) => !isSame(item, list.items[index]));
  if (at >= 0)
    return `has ${list.items[at]?.id ?? "nothing"} at place ${at + 1} where ${wanted.items[at]?.id} belongs as acknowledged`;
  return list.items.length === wanted.items.length ? null : `has ${list.items.length - wanted.items.length} items too many`;
}

export type ListVerdict = { lists: number; wrong: number; examples: string[] };

const EXAMPLES = 20;

/** Compares every user's list and the whole list by time of a module with the record. Nothing may be under way. */
export async function verifyLists(record: WriteRecord, store: Store, module: Module): Promise<ListVerdict> {
  const verdict: ListVerdict = { lists: 0, wrong: 0, examples: [] };
  const look = (name: string, list: Listed, orders: readonly Expected[]) => {
    verdict.lists += 1;
    const fault = faultOf(list, orders);
    if (fault === null) return;
    verdict.wrong += 1;
    if (verdict.examples.length < EXAMPLES) verdict.examples.push(`${name} ${fault}`);
  };
  for (const userId of record.usersOf(module)) {
    look(`the list of user ${userId}`, await store.byUser(userId), record.ofUser(module, userId));
  }
  for (const { from, to, orders } of windowsOf(record.all().filter((order) => order.module === module))) {
    look(`the list from ${from}`, await store.byTime(from, to), orders);
  }
  return verdict;
}

function listOf(orders: readonly Expected[]): Listed {
  const list: Listed = {
    items: orders.toSorted(newestFirst).slice(0, PAGE_SIZE).map(itemOf),
    total: 0,
    amountCents: 0,
    byStatus: {},
  };
  for (const { amountCents, status } of orders) {
    list.total += 1;
    list.amountCents += amountCents;
    list.byStatus[status] = (list.byStatus[status] ?? 0) + 1;
  }
  return list;
}

function itemOf({ id, status, amountCents, operations }: Expected): Listed["items"][number] {
  return { id, status, amountCents, version: operations.length };
}

function isSame(a: Listed["items"][number], b: Listed["items"][number] | undefined): boolean {
  return a.id === b?.id && a.status === b.status && a.amountCents === b.amountCents && a.version === b.version;
}

function newestFirst(a: Expected, b: Expected): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return BigInt(a.id) < BigInt(b.id) ? 1 : -1;
}

/** Windows of a page each that together leave no moment out. */
function windowsOf(orders: readonly Expected[]): { from: string; to: string; orders: Expected[] }[] {
  const byTime = orders.toSorted(newestFirst).reverse();
  const windows: { from: string; to: string; orders: Expected[] }[] = [];
  let from = new Date(0).toISOString();
  for (let start = 0; start < byTime.length; ) {
    let end = Math.min(start + PAGE_SIZE, byTime.length);
    // Orders of one moment belong to one window.
    while (end < byTime.length && byTime[end]?.createdAt === byTime[end - 1]?.createdAt) end += 1;
    const to = byTime[end]?.createdAt ?? "9999-01-01T00:00:00.000Z";
    windows.push({ from, to, orders: byTime.slice(start, end) });
    [from, start] = [to, end];
  }
  return windows;
}
