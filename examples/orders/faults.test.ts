import { afterAll, beforeAll, expect, test } from "vitest";
import { changeFaults, NO_FAULTS } from "./faults.ts";
import { newStore } from "./stores/new-store.ts";
import { type TestStores, testStores } from "./testing/databases.ts";
import { type TestShop, testShop } from "./testing/shop.ts";
import type { Positions } from "./testing/snapshot.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.drop());

async function at(positions: Positions, work: (shop: TestShop) => Promise<void>): Promise<void> {
  const shop = await testShop(stores, positions);
  try {
    await work(shop);
  } finally {
    await shop.close();
  }
}

const NEW: Positions = { route: "new", call: "new", data: "dualwrite" };
const order = { sku: "MUG-1", quantity: 1, amountCents: 100 };

test("latency and errors strike the new path only", async () => {
  for (const route of ["old", "new"] as const) {
    await at({ route, call: "old", data: "off" }, async (shop) => {
      // What struck the old path would not be answered before the test is given up.
      shop.faults.current = { ...NO_FAULTS, latencyMs: route === "new" ? 150 : 600_000 };
      const started = performance.now();
      expect((await shop.ask("GET", "/orders")).status).toBe(200);
      if (route === "new") expect(performance.now() - started).toBeGreaterThanOrEqual(149);

      shop.faults.current = { ...NO_FAULTS, errorRate: 1 };
      expect((await shop.ask("GET", "/orders")).status).toBe(route === "new" ? 500 : 200);
    });
  }
});

test("with the new store down, writes that need only the old one succeed and the rest are refused with 503", async () => {
  await at(NEW, async (shop) => {
    shop.faults.current = { ...NO_FAULTS, newStoreDown: true };
    const created = await shop.ask("POST", "/orders", { userId: "5", body: order });
    expect(created.status).toBe(201);
    expect(await newStore(stores.newPool, "orders").get("5", String(created.body.id))).toBeNull();

    shop.faults.current = NO_FAULTS;
    expect((await shop.ask("POST", `/orders/${created.body.id}/pay`, { userId: "5" })).status).toBe(200);
    expect(await newStore(stores.newPool, "orders").get("5", String(created.body.id))).toMatchObject({
      status: "paid",
      version: 2,
    });
  });
  await at({ ...NEW, data: "complete" }, async (shop) => {
    shop.faults.current = { ...NO_FAULTS, newStoreDown: true };
    expect((await shop.ask("POST", "/orders", { body: order })).status).toBe(503);
    expect((await shop.ask("GET", "/orders")).status).toBe(503);
  });
});

test("wrong values are read, never stored", async () => {
  await at({ ...NEW, data: "live" }, async (shop) => {
    shop.faults.current = { ...NO_FAULTS, wrongValueRate: 1 };
    const { body } = await shop.ask("POST", "/orders", { userId: "6", body: order });
    expect((await shop.ask("POST", `/orders/${body.id}/pay`, { userId: "6" })).body).toMatchObject({ amountCents: 100 });
    expect((await shop.ask("GET", `/orders/${body.id}`, { userId: "6" })).body).toMatchObject({ amountCents: 101 });
    shop.faults.current = NO_FAULTS;
    expect((await shop.ask("GET", `/orders/${body.id}`, { userId: "6" })).body).toMatchObject({ amountCents: 100 });
  });
});

test.each([
  [
    { latencyMs: 20, errorRate: 0.5 },
    { ...NO_FAULTS, latencyMs: 20, errorRate: 0.5 },
  ],
  [{ newStoreDown: true }, { ...NO_FAULTS, newStoreDown: true }],
  [{ latencyMs: -1 }, "latencyMs: expected a number from 0 to 10000."],
  [{ errorRate: 2 }, "errorRate: expected a number from 0 to 1."],
  [{ newStoreDown: 1 }, "newStoreDown: expected true or false."],
  [{ oldStoreDown: "yes" }, "oldStoreDown: expected true or false."],
  [{ fire: 1 }, "fire: is not a known fault."],
  [null, "Send a JSON object."],
])("changing the faults by %j gives %j", (change, result) => {
  expect(changeFaults(NO_FAULTS, change)).toEqual(result);
});
