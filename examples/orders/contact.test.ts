import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startJob, updateJob } from "../../lib/jobs/commands.ts";
import { changeSwitch } from "../../lib/switches/commands/change.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import type { Pass } from "./reconcile/runner.ts";
import type { ProcessState } from "./runner/supervisor.ts";
import { type TestStores, testStores } from "./testing/databases.ts";
import { type RunningDataplane, startDataplane } from "./testing/dataplane.ts";
import { type RunningShop, startShop } from "./testing/process.ts";
import type { Verdict } from "./traffic/verify.ts";

/** The shop under traffic, its dataplane, and moves made while an instance has lost contact. One migration, step by step. */

const WAIT = { timeout: 60_000, interval: 100 };
const ENVIRONMENT = "production";
const LEASE_SECONDS = 3;

let stores: TestStores;
let environment: TestEnvironment;
let dataplane: RunningDataplane;
let shop: RunningShop;
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "orders-contact-"));
  [stores, environment] = await Promise.all([testStores(300), testEnvironment()]);
  dataplane = await startDataplane(environment.database.url, home);
  const { token } = await environment.token(["read", "report"]);
  shop = await startShop({
    ORDERS_DATABASE_URL: stores.serverUrl,
    ORDERS_DATABASE_PREFIX: stores.prefix,
    ORDERS_HOME: home,
    ORDERS_RATE: "30",
    ORDERS_LEASE_SECONDS: String(LEASE_SECONDS),
    ORDERS_FENCING: "order-service-2,payment-service-2",
    SWITCHYARD_DATAPLANE_URL: dataplane.url,
    SWITCHYARD_TOKEN: token,
  });
}, 120_000);
afterAll(async () => {
  await shop.stop("SIGTERM");
  await dataplane.stop();
  await Promise.all([environment.close(), stores.drop()]);
  rmSync(home, { recursive: true });
});

type Refusal = { rule: string; message: string };
type Policy = { secondaryWrites?: "best-effort" | "required" };

/** Asks for a move. What stands against it; empty when it was stored. How fast this machine is does not stand against it. */
async function refusals(key: string, target: string, policy: Policy = {}): Promise<Refusal[]> {
  const found = await asked(key, target, policy);
  const slow = found.length > 0 && found.every(({ rule }) => rule === "health" || rule === "override");
  return slow ? asked(key, target, { ...policy, override: "the machine of the test is slow" }) : found;
}

async function asked(key: string, target: string, policy: Policy & { override?: string }): Promise<Refusal[]> {
  const { version: expectedVersion } = await environment.database.db.switch.findFirstOrThrow({
    where: { environmentId: environment.id, key },
  });
  const words = { reason: "a test of lost contact", confirm: "orders" };
  try {
    await changeSwitch(environment.project.as("lead"), {
      environment: ENVIRONMENT,
      key,
      expectedVersion,
      target,
      ...words,
      ...policy,
    });
    return [];
  } catch (error) {
    const found = (error as { extra?: { refusals?: Refusal[] } }).extra?.refusals;
    if (!found) throw error;
    return found;
  }
}

const rules = async (...move: Parameters<typeof refusals>) =>
  (await refusals(...move)).map(({ rule }) => rule).filter((rule) => rule !== "health" && rule !== "override");
const goes = (...move: Parameters<typeof refusals>) => expect.poll(() => rules(...move), WAIT).toEqual([]);
const contact = (instance: string, up: boolean) => shop.post("/contact", { instance, up });

/** Brings the new store up to date and tells the engine. */
async function reconciled(): Promise<void> {
  const context = environment.project.as("operator");
  await expect
    .poll(async () => {
      const { id, covered, revision } = await startJob(context, { environment: ENVIRONMENT, module: "orders", store: "new" });
      const pass = (await shop.post<Pass>("/reconcile", { module: "orders", store: "new" })).body;
      const found = async () => (await shop.get<{ items: Pass[] }>("/reconcile")).items.find((one) => one.id === pass.id);
      await expect.poll(async () => (await found())?.running, WAIT).toBe(false);
      const { rows, mended, differences, compared, ranges } = (await found()) as Pass;
      await updateJob(context, { job: id, state: "done", revision, rows, mended, differences, compared, ranges });
      return covered && differences === 0;
    }, WAIT)
    .toBe(true);
}

/** Traffic does not know of the orders that a test made past it. */
async function nothingLost(store: "old" | "new", made = 0): Promise<void> {
  const verdict = await shop.get<Verdict>(`/verify?store=${store}&module=orders`);
  expect(verdict).toMatchObject({ lost: 0, wrong: made });
  expect(verdict.examples.map(({ problem }) => problem)).toEqual(Array(made).fill("was created by nobody"));
  expect(await shop.get("/state")).toMatchObject({ traffic: { answers: { wrong: 0 } } });
}

async function processOf(name: string): Promise<ProcessState | undefined> {
  return (await shop.get<{ processes: ProcessState[] }>("/state")).processes.find((one) => one.name === name);
}

/** Creates an order at one instance of the order service, past everything before it. Answers the status. */
async function createAt(port: number, operationId: string): Promise<number> {
  const headers = { "content-type": "application/json", "x-user-id": "3999", "idempotency-key": operationId };
  const body = JSON.stringify({ sku: "MUG-1", quantity: 1, amountCents: 100 });
  return (await fetch(`http://127.0.0.1:${port}/orders`, { method: "POST", headers, body })).status;
}

async function ordersOf(userId: string): Promise<{ old: number; new: number }> {
  const count = async (pool: TestStores["oldPool"], table: string) =>
    Number((await pool.query(`select count(*) from ${table} where user_id = $1 and sku = 'MUG-1'`, [userId])).rows[0].count);
  return { old: await count(stores.oldPool, "orders"), new: await count(stores.newPool, "orders_by_time") };
}

test("an instance that holds keeps the authority where it is until it is back", async () => {
  await goes("orders.route", "new");
  await goes("orders.call", "new");
  await goes("orders.data", "dualwrite");
  await reconciled();
  await goes("orders.data", "shadow");

  await contact("order-service-1", false);
  await goes("orders.data", "shadow", { secondaryWrites: "required" });
  await expect.poll(() => rules("orders.data", "live"), WAIT).toEqual(["secondary-writes"]);
  const named = async () => (await refusals("orders.data", "live")).map(({ message }) => message).join();
  expect(await named()).toContain("order-service-1, last acknowledged");
  // Its lease running out changes nothing: it goes on by what it knows.
  const row = () => environment.database.db.instance.findFirstOrThrow({ where: { instance: "order-service-1" } });
  await expect.poll(async () => (await row()).leaseUntil < new Date(), WAIT).toBe(true);
  expect(await named()).toContain("order-service-1, last acknowledged");

  await contact("order-service-1", true);
  await goes("orders.data", "live");
  await nothingLost("new");
}, 240_000);

test("an instance that fences is waited for no longer than its lease and one operation", async () => {
  await goes("orders.data", "live", { secondaryWrites: "best-effort" });
  await contact("order-service-2", false);
  await goes("orders.data", "live", { secondaryWrites: "required" });
  await expect.poll(() => rules("orders.data", "shadow"), WAIT).toContain("secondary-writes");
  const named = (await refusals("orders.data", "shadow")).map(({ message }) => message).join();
  expect(named).toContain("order-service-2, last acknowledged");
  // From then on only what it may have left half-done stands against the move.
  await expect.poll(() => rules("orders.data", "shadow"), WAIT).toEqual(["doubt"]);
  expect(await createAt((await processOf("node-2"))?.ports["order-service"] as number, randomUUID())).toBe(503);
  await contact("order-service-2", true);
  await nothingLost("new");
}, 240_000);

test("one that was stopped before a move and starts after it without contact writes to no store", async () => {
  const before = await processOf("node-2");
  await shop.post("/kill", { process: "node-2", signal: "SIGTERM", awaySeconds: 4 });
  await expect.poll(async () => (await processOf("node-2"))?.pid, WAIT).toBeNull();
  await contact("order-service-2", false);
  await contact("payment-service-2", false);
  await reconciled();
  await goes("orders.data", "rampdown");
  await goes("orders.data", "complete");

  await expect.poll(async () => (await processOf("node-2"))?.ports["order-service"], WAIT).toEqual(expect.any(Number));
  const after = await processOf("node-2");
  expect(after?.pid).not.toBe(before?.pid);
  const port = after?.ports["order-service"] as number;
  const operationId = randomUUID();
  expect(await createAt(port, operationId)).toBe(503);
  expect(await ordersOf("3999")).toEqual({ old: 0, new: 0 });

  await contact("order-service-2", true);
  await expect.poll(() => createAt(port, operationId), WAIT).toBe(201);
  expect(await ordersOf("3999")).toEqual({ old: 0, new: 1 });
  await nothingLost("new", 1);
}, 240_000);
