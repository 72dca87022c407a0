import { AsyncLocalStorage } from "node:async_hooks";
import type { Connection } from "../../lib/platform/db.ts";

const inside = new AsyncLocalStorage<true>();

/** Whether the code that asks runs in a transaction: what it has read under locks stays as it was until it ends. */
export function inTransaction(): boolean {
  return inside.getStore() === true;
}

/** The same connection, whose transactions can be told. */
export function telling(connection: Connection): Connection {
  const { db } = connection;
  const transaction = db.$transaction.bind(db) as (work: unknown, options?: unknown) => Promise<unknown>;
  const begin = (work: unknown, options?: unknown) =>
    transaction(typeof work === "function" ? (tx: unknown) => inside.run(true, () => work(tx)) : work, options);
  const told = new Proxy(db, { get: (target, name) => (name === "$transaction" ? begin : Reflect.get(target, name, target)) });
  return { ...connection, db: told };
}
