import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { clientOf, closeAll } from "../test/harness.ts";
import { Dataplane } from "../test/real-dataplane.ts";

const USER = { targetingKey: "user-1" };

let environment: TestEnvironment;
let home: string;
let dataplanes: Dataplane[];

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  await environment.walk("orders", "dualwrite");
  home = await mkdtemp(join(tmpdir(), "switchyard-replicas-"));
  const start = (name: string) => Dataplane.start(environment.database.url, join(home, name));
  dataplanes = await Promise.all([start("one"), start("other")]);
}, 60_000);
afterEach(closeAll);
afterAll(async () => {
  await Promise.all(dataplanes.map((dataplane) => dataplane.stop("SIGTERM")));
  await environment.close();
  await rm(home, { recursive: true });
}, 60_000);

test("a service with two dataplanes does not notice that one is killed", async () => {
  const { token } = await environment.token(["read", "report"]);
  const url = dataplanes.map((dataplane) => dataplane.url);
  // A lease outlives a busy machine: that it is renewed at the other dataplane is told by what it acknowledges there.
  const { client } = clientOf({ url }, { token, service: "orders", instance: "orders-1", leaseSeconds: 60 });
  expect(await client.ready(20_000)).toBe(true);
  let down = false;
  const data = client.migrator({
    key: "orders.data",
    readOld: async (key: string) => key,
    readNew: async (key) => key,
    writeOld: async (key: string) => key,
    writeNew: async (key) => (down ? Promise.reject(new Error("the new store is down")) : key),
    keyOf: (key) => key,
  });

  const wrong: unknown[] = [];
  let reads = 0;
  let reading = true;
  const load = (async () => {
    for (; reading; reads += 1) {
      if (client.position("orders.route", USER, "new") !== "old") wrong.push("route");
      await data.read(USER, "get", "order-1").catch((error) => wrong.push(error));
      await data.write(USER, "save", "order-1").catch((error) => wrong.push(error));
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await vi.waitFor(() => expect(reads).toBeGreaterThan(100), SOON);

  await dataplanes[0]?.stop("SIGKILL");
  const killed = reads;
  down = true;
  await vi.waitFor(async () => expect(await openKeys()).toEqual(["order-1"]), SOON);
  const revision = await environment.move("orders.call", "new");
  await vi.waitFor(() => expect(client.revision).toBe(revision), SOON);
  await vi.waitFor(async () => expect(await acknowledged()).toBe(revision), SOON);
  await vi.waitFor(() => expect(reads).toBeGreaterThan(killed + 100), SOON);
  reading = false;
  await load;
  expect(wrong).toEqual([]);
}, 90_000);

const where = () => ({ environmentId: environment.id });

async function openKeys(): Promise<string[]> {
  const entries = await environment.database.db.ledgerEntry.findMany({ where: { ...where(), resolvedAt: null } });
  return entries.map(({ key }) => key);
}

async function acknowledged(): Promise<number> {
  return Number((await environment.database.db.instance.findFirst({ where: where() }))?.revision);
}
