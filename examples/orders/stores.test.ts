import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shardOf } from "./domain/ids.ts";
import { MODULES, type Module, type Order } from "./domain/order.ts";
import { prepare } from "./stores/databases.ts";
import { newTables } from "./stores/new-schema.ts";
import { newStore } from "./stores/new-store.ts";
import { oldStore } from "./stores/old-store.ts";
import { apply, type Store, Write } from "./stores/store.ts";
import { changeOf, newOrder, nextNumber, nextOperation } from "./testing/commands.ts";
import { type TestStores, testStores } from "./testing/databases.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores(300);
});
afterAll(() => stores.drop());

const open = (side: "old" | "new", module: Module): Store =>
  side === "old" ? oldStore(stores.oldPool, module) : newStore(stores.newPool, module);

describe.each(["old", "new"] as const)("the %s store", (side) => {
  describe.each(MODULES)("of %s", (module) => {
    test("gives back what was created, to its owner only", async () => {
      const store = open(side, module);
      const order = newOrder(module, "65");
      expect(await apply(store, { operation: "create", order }, order)).toEqual({ ok: true, order });
      expect(await store.get("65", order.id)).toEqual(order);
      expect(await store.get("129", order.id)).toBeNull();
      expect(await store.get("66", order.id)).toBeNull();
    });

    test("creates once however often the operation is repeated", async () => {
      const store = open(side, module);
      const order = newOrder(module, "66");
      const again = { ...newOrder(module, "66"), operations: order.operations };
      const outcomes = await Promise.all(
        [order, again, again].map((order) => apply(store, { operation: "create", order }, order)),
      );
      const ids = new Set(outcomes.map((outcome) => outcome.ok && outcome.order.id));
      expect(ids.size).toBe(1);
      expect((await store.byUser("66")).total).toBe(1);
    });

    test("lets one of many changes at once win, and a repeat of it find the same state", async () => {
      const store = open(side, module);
      const order = newOrder(module, "67");
      await apply(store, { operation: "create", order }, order);
      const changes = Array.from({ length: 6 }, () => changeOf(order, "pay"));
      const outcomes = await Promise.all(changes.map((change) => apply(store, change, nextNumber())));
      expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
      const winner = changes[outcomes.findIndex((outcome) => outcome.ok)] as (typeof changes)[number];
      expect(await apply(store, winner, nextNumber())).toEqual(outcomes.find((outcome) => outcome.ok));
      expect((await store.get("67", order.id))?.version).toBe(2);
    });

    test("takes a newer state and leaves an older one or a repeat alone", async () => {
      const store = open(side, module);
      const first = newOrder(module, "68");
      const status = module === "orders" ? "paid" : "captured";
      const second = {
        ...first,
        status,
        version: 2,
        ...nextNumber(),
        operations: [...first.operations, nextOperation()],
      } as Order;
      expect(await store.put([second])).toBe(1);
      expect(await store.put([first])).toBe(0);
      expect(await store.put([second])).toBe(0);
      expect(await store.get("68", first.id)).toEqual(second);
      const tie = { ...second, writer: "tesu" };
      expect(await store.put([{ ...second, writer: "tess" }])).toBe(0);
      expect(await store.put([tie])).toBe(1);
      expect(await store.get("68", first.id)).toEqual(tie);
      const listed = await store.byTime(first.createdAt, new Date(Date.parse(first.createdAt) + 1).toISOString());
      expect(listed.items.filter((order) => order.id === first.id)).toEqual([tie]);
    });

    test("answers for an order it does not have", async () => {
      const order = newOrder(module, "69");
      expect(await apply(open(side, module), changeOf(order, "pay"), nextNumber())).toEqual({ ok: false, reason: "unknown" });
    });
  });
});

test("a write to both leaves the same order in both, whichever decides", async () => {
  for (const authority of ["old", "new"] as const) {
    const [first, second] = authority === "old" ? (["old", "new"] as const) : (["new", "old"] as const);
    const order = newOrder("payments", "70");
    for (const command of [{ operation: "create" as const, order }, changeOf(order, "pay"), changeOf(order, "cancel")]) {
      const write = new Write(command);
      const number = nextNumber();
      const outcome = await write.to(open(first, "payments"), number);
      expect(await write.to(open(second, "payments"), number)).toBe(outcome);
    }
    expect(await open("old", "payments").get("70", order.id)).toMatchObject({ status: "refunded", version: 3 });
    expect(await open("new", "payments").get("70", order.id)).toEqual(await open("old", "payments").get("70", order.id));
  }
});

test("a write that the second store has passed over is not taken for done", async () => {
  const [before, after] = [open("old", "orders"), open("new", "orders")];
  const order = newOrder("orders", "73");
  for (const store of [before, after]) await apply(store, { operation: "create", order }, order);
  const [here, there] = [new Write(changeOf(order, "pay")), new Write(changeOf(order, "cancel"))];
  const number = nextNumber();
  await Promise.all([here.to(before, number), there.to(after, nextNumber())]);
  // It lacks this write and has a higher number: the caller must hear of it.
  await expect(here.to(after, number)).rejects.toThrow("was changed elsewhere meanwhile");
  expect(await before.get("73", order.id)).toMatchObject({ status: "paid" });
  expect(await after.get("73", order.id)).toMatchObject({ status: "cancelled" });
  expect(here.key).toBe(order.id);
});

test("a refusal of the deciding store leaves the second one untouched", async () => {
  const order = newOrder("orders", "71");
  await apply(open("old", "orders"), { operation: "create", order }, order);
  await apply(open("old", "orders"), changeOf(order, "cancel"), nextNumber());
  const write = new Write(changeOf(order, "pay"));
  expect(await write.to(open("old", "orders"), nextNumber())).toMatchObject({ ok: false, reason: "status", status: "cancelled" });
  await write.to(open("new", "orders"), nextNumber());
  expect(await open("new", "orders").get("71", order.id)).toBeNull();
});

test("both stores give the same lists and totals for the same history", async () => {
  for (const module of MODULES) {
    const legacy = await Promise.all(["1", "2", "3"].map((userId) => open("old", module).byUser(userId)));
    await open("new", module).put(legacy.flatMap((page) => page.items));
    for (const [index, userId] of ["1", "2", "3"].entries()) {
      const page = legacy[index];
      if (page && page.total <= 20) expect(await open("new", module).byUser(userId)).toEqual(page);
    }
    for (let count = 0; count < 25; count += 1) {
      const write = new Write({ operation: "create", order: newOrder(module, "72", { amountCents: 100 + count }) });
      const number = nextNumber();
      await write.to(open("old", module), number);
      await write.to(open("new", module), number);
    }
    const [before, after] = await Promise.all([open("old", module).byUser("72"), open("new", module).byUser("72")]);
    expect(after).toEqual(before);
    expect(before).toMatchObject({ total: 25, amountCents: 25 * 100 + (24 * 25) / 2 });
    expect(before.items).toHaveLength(20);
    const ids = before.items.map((order) => order.id);
    const [payments, same] = await Promise.all(
      (["old", "new"] as const).map((side) => open(side, module).paymentsOf("72", ["7", ...ids])),
    );
    expect(same).toEqual(payments);
    expect(payments).toHaveLength(module === "payments" ? 25 : 0);
  }
});

test("a user's rows are in the table of the user's shard and in no other", async () => {
  const order = newOrder("orders", "1337");
  await open("new", "orders").put([order]);
  const { rows } = await stores.newPool.query<{ tables: string[] }>(
    `select array_agg(distinct tableoid::regclass::text) as tables from (${Array.from(
      { length: 64 },
      (_, index) => `select tableoid from orders_${String(index).padStart(2, "0")} where user_id = 1337`,
    ).join(" union all ")}) found`,
  );
  expect(rows[0]?.tables).toEqual([`orders_${String(shardOf("1337")).padStart(2, "0")}`]);
});

test("what was there before the migration can be read as orders of either kind", async () => {
  const { rows } = await stores.oldPool.query<{ id: string; user_id: string; type: string }>(
    "select id, user_id, type from orders where writer = 'legacy'",
  );
  expect(rows).toHaveLength(300);
  for (const row of rows.slice(0, 12)) {
    const order = await open("old", row.type === "product" ? "orders" : "payments").get(row.user_id, row.id);
    expect(order).toMatchObject({ id: row.id, version: 1, operations: [`legacy-${row.id}`] });
  }
});

test("stores from before writes had drawn numbers keep their order", async () => {
  const order = newOrder("orders", "74", { version: 3 });
  for (const side of ["old", "new"] as const) await open(side, "orders").put([order]);
  const tables = ["orders", ...newTables()];
  for (const table of tables) {
    await (table === "orders" ? stores.oldPool : stores.newPool).query(`alter table ${table} drop column counter`);
  }
  await prepare(stores.serverUrl, stores.databases, 300);
  for (const side of ["old", "new"] as const) {
    const store = open(side, "orders");
    expect(await store.get("74", order.id)).toEqual({ ...order, counter: 3 });
    await apply(store, changeOf(order, "pay"), nextNumber());
    expect((await store.byUser("74")).items).toMatchObject([{ status: "paid", version: 4 }]);
  }
});
