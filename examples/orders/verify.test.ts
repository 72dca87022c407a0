import { afterEach, beforeEach, expect, test } from "vitest";
import { shardOf } from "./domain/ids.ts";
import { MODULES } from "./domain/order.ts";
import { newStore } from "./stores/new-store.ts";
import { oldStore } from "./stores/old-store.ts";
import { type Scanner, scanner } from "./stores/scan.ts";
import { Write } from "./stores/store.ts";
import { changeOf, newOrder, nextNumber } from "./testing/commands.ts";
import { type TestStores, testStores } from "./testing/databases.ts";
import { verifyLists } from "./traffic/lists.ts";
import { type Expected, WriteRecord } from "./traffic/record.ts";
import { newReader, oldReader, rememberWhatIsThere } from "./traffic/stored.ts";
import { verify } from "./traffic/verify.ts";

let stores: TestStores;
afterEach(() => stores.drop());

let record: WriteRecord;
const orders: Expected[] = [];

const judge = (side: "old" | "new") =>
  verify(record, side === "old" ? oldReader(stores.oldPool) : newReader(stores.newPool), MODULES);

/** Two orders a kind, created and paid in both stores: eight acknowledged writes. */
beforeEach(async () => {
  stores = await testStores();
  record = new WriteRecord();
  orders.length = 0;
  for (const module of MODULES) {
    for (const userId of ["11", "75"]) {
      const order = newOrder(module, userId);
      const pay = changeOf(order, "pay", `pay-${order.id}`);
      for (const command of [{ operation: "create" as const, order }, pay]) {
        const write = new Write(command);
        const number = nextNumber();
        await write.to(oldStore(stores.oldPool, module), number);
        await write.to(newStore(stores.newPool, module), number);
      }
      const { id, amountCents, status, createdAt } = order;
      record.created({ id, module, userId, amountCents, status, createdAt }, order.operations[0] as string);
      const expected = record.get(id) as Expected;
      const paid = module === "orders" ? "paid" : "captured";
      record.begin(expected, { operationId: `pay-${id}`, operation: "pay", status: paid });
      record.acknowledge(expected);
      orders.push(expected);
    }
  }
});

test("finds nothing where nothing is amiss", async () => {
  for (const side of ["old", "new"] as const) {
    expect(await judge(side)).toEqual({ orders: 4, acknowledged: 8, lost: 0, wrong: 0, unknown: 0, examples: [] });
  }
});

test("finds a lost order and a lost change in either store", async () => {
  const [first, second] = orders as [Expected, Expected];
  const shard = `orders_${String(shardOf(first.userId)).padStart(2, "0")}`;
  const undo = "set version = 1, status = $2, operations = operations[1:1] where id = $1";
  await stores.newPool.query(`delete from ${shard} where id = $1`, [first.id]);
  await stores.newPool.query(`update ${shard} ${undo}`, [second.id, "placed"]);
  expect(await judge("new")).toMatchObject({
    acknowledged: 8,
    lost: 3,
    wrong: 0,
    examples: [{ id: first.id }, { id: second.id }],
  });
  expect(await judge("old")).toMatchObject({ lost: 0 });

  await stores.oldPool.query(`update orders ${undo}`, [second.id, "WAIT_PAY"]);
  expect(await judge("old")).toMatchObject({ lost: 1, wrong: 0 });
});

test("finds wrong amounts, wrong states and writes that nobody sent", async () => {
  const [first, second, third, fourth] = orders as [Expected, Expected, Expected, Expected];
  const shard = shardOf(first.userId);
  const table = (module: string) => `${module}_${String(shard).padStart(2, "0")}`;
  await stores.newPool.query(`update ${table("orders")} set amount_cents = 1 where id = $1`, [first.id]);
  await stores.newPool.query(`update ${table("orders")} set status = 'cancelled' where id = $1`, [second.id]);
  await stores.newPool.query(`update ${table("payments")} set operations = operations || '{other}' where id = $1`, [third.id]);
  const verdict = await judge("new");
  expect(verdict).toMatchObject({ lost: 0, wrong: 3 });
  expect(verdict.examples.map((example) => example.problem)).toEqual([
    "has amountCents 1 where 1999 was acknowledged",
    "has status cancelled where paid was acknowledged",
    "holds a write that nobody sent",
  ]);
  await stores.oldPool.query("update orders set amount = 0.01 where id = $1", [fourth.id]);
  expect(await judge("old")).toMatchObject({ lost: 0, wrong: 1 });
});

test("finds what is missing from before the migration, and what nobody created", async () => {
  const own = await testStores(60);
  try {
    const known = new WriteRecord();
    const [orders, payments] = MODULES.map((module) => scanner("old", own.oldPool, module)) as [Scanner, Scanner];
    await rememberWhatIsThere(known, { orders, payments });
    const look = () => verify(known, oldReader(own.oldPool), MODULES);
    expect(await look()).toMatchObject({ orders: 60, lost: 0, wrong: 0, examples: [] });

    await own.oldPool.query("delete from orders where id = 7");
    const stranger = newOrder("orders", "9");
    await oldStore(own.oldPool, "orders").insert(stranger);
    expect(await look()).toMatchObject({ lost: 1, wrong: 1 });
    expect((await look()).examples.map(({ id, problem }) => ({ id, problem }))).toEqual([
      { id: "7", problem: "is not in the store" },
      { id: stranger.id, problem: "was created by nobody" },
    ]);
    known.creating(stranger.operations[0] as string);
    expect(await look()).toMatchObject({ lost: 1, wrong: 0 });
  } finally {
    await own.drop();
  }
});

test("finds lists that are not what was acknowledged", async () => {
  const lists = { old: oldStore(stores.oldPool, "orders"), new: newStore(stores.newPool, "orders") };
  for (const store of Object.values(lists))
    expect(await verifyLists(record, store, "orders")).toEqual({ lists: 3, wrong: 0, examples: [] });

  const { id, userId } = orders[0] as Expected;
  await stores.newPool.query("delete from orders_by_time where id = $1", [id]);
  const byTime = expect.stringMatching(/^the list from .* says total 1 where 2 was acknowledged$/);
  expect(await verifyLists(record, lists.new, "orders")).toEqual({ lists: 3, wrong: 1, examples: [byTime] });

  await stores.oldPool.query("update orders set status = 'CANCELLED' where id = $1", [id]);
  const ofUser = `the list of user ${userId} says 1 cancelled where 0 were acknowledged`;
  expect((await verifyLists(record, lists.old, "orders")).examples).toContain(ofUser);
});

test("a write of unknown outcome may be there or not", async () => {
  const [first, second] = orders as [Expected, Expected];
  for (const order of [first, second]) {
    record.begin(order, { operationId: `cancel-${order.id}`, operation: "cancel", status: "cancelled" });
  }
  const cancel = changeOf(newOrder("orders", first.userId, { id: first.id }), "cancel", `cancel-${first.id}`);
  await new Write(cancel).to(oldStore(stores.oldPool, "orders"), nextNumber());
  expect(await judge("old")).toMatchObject({ acknowledged: 8, lost: 0, wrong: 0, unknown: 2 });
});
