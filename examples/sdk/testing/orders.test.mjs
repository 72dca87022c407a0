// A service tested without a server, in the runner Node brings along: node --test
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { testClient } from "@switchyard/sdk/testing";

const client = testClient({ switches: { "orders.data": "dualwrite" } });
after(() => client.close());

const stores = { old: new Map(), new: new Map() };
const save = (side) => async (order) => {
  if (order.id === "broken" && side === "new") throw new Error("the new store is down");
  stores[side].set(order.id, order);
  return order;
};
const orders = client.migrator({
  key: "orders.data",
  readOld: async (id) => stores.old.get(id),
  readNew: async (id) => stores.new.get(id),
  writeOld: save("old"),
  writeNew: save("new"),
  compare: (old, fresh) => old?.total === fresh?.total,
  keyOf: (order) => order.id,
});

test("both stores take an order", async () => {
  await orders.write({ targetingKey: "user-1" }, "save", { id: "o-1", total: 7 });
  assert.deepEqual([stores.old.has("o-1"), stores.new.has("o-1")], [true, true]);
});

test("one that the new store lacks is in the ledger", async () => {
  await orders.write({ targetingKey: "user-1" }, "save", { id: "broken", total: 7 });
  assert.deepEqual(
    client.ledger().map(({ key, store }) => [key, store]),
    [["broken", "new"]],
  );
});

test("at shadow both are read, and compared", async () => {
  client.set("orders.data", "shadow");
  assert.equal((await orders.read({ targetingKey: "user-1" }, "get", "o-1")).total, 7);
  const [compared] = (await client.measurements()).comparisons;
  assert.deepEqual([compared.equal, compared.different], [1, 0]);
});
