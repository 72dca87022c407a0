import { afterAll, beforeAll, expect, test } from "vitest";
import type { Module } from "./domain/order.ts";
import type { Side } from "./domain/request.ts";
import { type FaultBox, NO_FAULTS } from "./faults.ts";
import { ReconcileRunner } from "./reconcile/runner.ts";
import { newStore } from "./stores/new-store.ts";
import { oldStore } from "./stores/old-store.ts";
import { apply } from "./stores/store.ts";
import { changeOf, newOrder, nextNumber } from "./testing/commands.ts";
import { type TestStores, testStores } from "./testing/databases.ts";

let stores: TestStores;
let runner: ReconcileRunner;
const faults: FaultBox = { current: NO_FAULTS };
beforeAll(async () => {
  stores = await testStores(900);
  runner = new ReconcileRunner({ old: stores.oldPool, new: stores.newPool }, faults);
});
afterAll(async () => {
  await runner.stop();
  await stores.drop();
});

async function pass(module: Module, store: Side, since: Date | null = null) {
  const { id } = runner.start(module, store, since);
  const found = () => runner.state().find((one) => one.id === id);
  await expect.poll(() => found()?.running, { timeout: 10_000 }).toBe(false);
  return found();
}

test("brings either store up to date with the other, once", async () => {
  expect(await pass("orders", "new")).toMatchObject({ error: null, rows: 600, mended: 600, differences: 0 });
  expect(await pass("orders", "new")).toMatchObject({ rows: 600, mended: 0, differences: 0 });

  const [before, after] = [oldStore(stores.oldPool, "orders"), newStore(stores.newPool, "orders")];
  const started = new Date();
  const order = newOrder("orders", "77");
  await apply(after, { operation: "create", order }, order);
  await apply(after, changeOf(order, "pay"), nextNumber());
  expect(await pass("orders", "old", started)).toMatchObject({ rows: 1, mended: 1, differences: 0 });
  expect(await before.get("77", order.id)).toEqual(await after.get("77", order.id));
  expect(await pass("orders", "old")).toMatchObject({ rows: 601, mended: 0, differences: 0 });
});

test("leaves a newer state alone and counts whatever is not the same", async () => {
  const [before, after] = [oldStore(stores.oldPool, "payments"), newStore(stores.newPool, "payments")];
  await pass("payments", "new");
  const { rows } = await stores.oldPool.query<{ id: string; user_id: string }>(
    "select id, user_id from orders where type = 'payment' and status = 'WAIT_PAY' order by id limit 4",
  );
  const [ahead, garbled, renumbered, lost] = await Promise.all(rows.map((row) => after.get(row.user_id, row.id)));
  if (!ahead || !garbled || !renumbered || !lost) throw new Error("the seed holds no open payments");
  await apply(after, changeOf(ahead, "pay"), nextNumber());
  await stores.oldPool.query("update orders set amount = amount + 1 where id = $1", [garbled.id]);
  await stores.oldPool.query("update orders set writer = 'a' where id = $1", [renumbered.id]);
  await stores.oldPool.query("delete from orders where id = $1", [lost.id]);

  expect(await pass("payments", "new")).toMatchObject({
    rows: 300,
    mended: 0,
    differences: 4,
    compared: { old: 299, new: 300 },
    ranges: [{ from: null, to: null }],
  });
  expect(await after.get(ahead.userId, ahead.id)).toMatchObject({ status: "captured", version: 2 });
  expect(await before.get(ahead.userId, ahead.id)).toMatchObject({ status: "pending", version: 1 });
});

test("says so when a store went away", async () => {
  faults.current = { ...NO_FAULTS, newStoreDown: true };
  expect(await pass("orders", "new")).toMatchObject({ running: false, error: "The new store is down." });
  faults.current = NO_FAULTS;
});
