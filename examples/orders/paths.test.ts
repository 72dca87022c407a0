import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MODULES } from "./domain/order.ts";
import { newStore } from "./stores/new-store.ts";
import { oldStore } from "./stores/old-store.ts";
import { type TestStores, testStores } from "./testing/databases.ts";
import { type Answer, type TestShop, testShop } from "./testing/shop.ts";
import type { Positions } from "./testing/snapshot.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await testStores();
});
afterAll(() => stores.drop());

const OLD: Positions = { route: "old", call: "old", data: "off" };
const PLACES: Positions[] = [
  { route: "new", call: "old", data: "off" },
  { route: "old", call: "new", data: "off" },
  { route: "new", call: "new", data: "dualwrite" },
  { route: "new", call: "new", data: "shadow" },
  { route: "new", call: "new", data: "live" },
  { route: "new", call: "new", data: "rampdown" },
  { route: "new", call: "new", data: "complete" },
  { route: "old", call: "new", data: "complete" },
];

let users = 1_000;

/** One user's dealings with the shop, every operation of both kinds, and all answers to them. */
async function history(shop: TestShop): Promise<{ answers: Answer[]; ids: string[]; userId: string }> {
  users += 1;
  const userId = String(users);
  const answers: Answer[] = [];
  const say = async (method: string, path: string, body?: unknown, operationId?: string) => {
    const answer = await shop.ask(method, path, { userId, body, operationId });
    answers.push(answer);
    return String(answer.body.id);
  };
  const since = new Date().toISOString();

  const mug = await say("POST", "/orders", { sku: "MUG-1", quantity: 2, amountCents: 2598 });
  await say("POST", `/orders/${mug}/pay`);
  const card = await say("POST", "/payments", { orderId: mug, method: "card", amountCents: 2598 }, `create-${userId}`);
  await say("POST", "/payments", { orderId: mug, method: "card", amountCents: 2598 }, `create-${userId}`);
  await say("POST", `/payments/${card}/pay`, undefined, `capture-${userId}`);
  await say("POST", `/payments/${card}/pay`, undefined, `capture-${userId}`);
  await say("POST", `/payments/${card}/pay`);
  await say("GET", `/orders/${mug}`);
  await say("GET", `/payments/${card}`);
  await say("GET", "/orders");

  const pen = await say("POST", "/orders", { sku: "PEN-1", quantity: 1, amountCents: 199 });
  await say("POST", `/orders/${pen}/cancel`);
  await say("POST", `/orders/${pen}/pay`);
  await say("POST", `/orders/${mug}/cancel`);
  await say("POST", `/payments/${card}/cancel`);
  await say("GET", `/orders/${mug}`);
  await say("GET", "/orders");
  await say("GET", "/payments");
  await say("GET", "/orders/4711");
  await say("POST", "/payments/4711/cancel");

  const window = `from=${since}&to=${new Date(Date.now() + 1000).toISOString()}`;
  await say("GET", `/orders/by-time?${window}`);
  await say("GET", `/payments/by-time?${window}`);
  return { answers, ids: [mug, card, pen], userId };
}

/** The same answers with what must differ between two users taken out. */
function comparable({ answers, ids, userId }: Awaited<ReturnType<typeof history>>): unknown {
  const text = JSON.stringify(answers, (name, value) => (name === "createdAt" || name === "updatedAt" ? typeof value : value));
  return JSON.parse(
    ids.reduce((rest, id, index) => rest.replaceAll(id, `id-${index}`), text).replaceAll(`"${userId}"`, '"user"'),
  );
}

describe("the old and the new path", () => {
  let expected: unknown;
  beforeAll(async () => {
    const shop = await testShop(stores, OLD);
    const told = await history(shop);
    await shop.close();
    expected = comparable(told);
    expect(told.answers.map((answer) => answer.status)).toEqual([
      201, 200, 201, 201, 200, 200, 409, 200, 200, 200, 201, 200, 409, 200, 200, 200, 200, 200, 404, 404, 200, 200,
    ]);
    expect(told.answers[7]?.body).toMatchObject({
      status: "paid",
      version: 2,
      paidCents: 2598,
      payments: [{ status: "captured" }],
    });
  });

  test.each(PLACES)("agree at route $route, call $call, data $data", async (positions) => {
    const shop = await testShop(stores, positions);
    const told = await history(shop);
    await shop.close();
    expect(comparable(told)).toEqual(expected);

    for (const module of MODULES) {
      const [before, after] = await Promise.all([
        oldStore(stores.oldPool, module).byUser(told.userId),
        newStore(stores.newPool, module).byUser(told.userId),
      ]);
      if (positions.data === "off") expect(after.total).toBe(0);
      else if (positions.data === "complete") expect(before.total).toBe(0);
      else expect(after).toEqual(before);
    }
  });
});

describe.each([OLD, { route: "new", call: "new", data: "live" } as const])("at route $route", (positions) => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await testShop(stores, positions);
  });
  afterAll(() => shop.close());
  const order = { sku: "MUG-1", quantity: 1, amountCents: 100 };

  test.each([
    ["POST", "/orders", { body: { ...order, quantity: 0 } }, 422],
    ["POST", "/orders", { body: { ...order, colour: "red" } }, 422],
    ["POST", "/orders", { body: [] }, 422],
    ["POST", "/orders", {}, 422],
    ["POST", "/orders", { body: order, operationId: "short" }, 422],
    ["POST", "/payments", { body: { orderId: "x", method: "card", amountCents: 1 } }, 422],
    ["POST", "/orders", { body: "{", headers: { "content-type": "application/json" } }, 400],
    ["POST", "/orders", { body: "hello", headers: { "content-type": "text/plain" } }, 415],
    ["POST", "/orders", { body: { ...order, sku: "x".repeat(70_000) } }, 413],
    ["POST", "/orders", { body: order, userId: "nobody" }, 401],
    ["GET", "/orders", { userId: "" }, 401],
    ["GET", "/orders/by-time?from=yesterday&to=today", {}, 422],
    ["GET", "/orders/by-time", {}, 422],
    ["GET", "/orders/99999999999999999999", {}, 404],
    ["GET", "/baskets", {}, 404],
    ["PUT", "/orders", { body: order }, 404],
  ] as const)("%s %s with %j is answered %i", async (method, path, call, status) => {
    const answer = await shop.ask(method, path, call);
    expect(answer).toMatchObject({ status, body: { status, detail: expect.any(String) } });
  });
});
