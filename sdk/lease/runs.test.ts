import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { failure } from "../../scripts/test-outcome.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { type Client, type ClientOptions, DeadlineError, type StateStore } from "../index.ts";
import { clientOf, closeAll, deferred, type TestClient } from "../test/harness.ts";
import { Line } from "../test/line.ts";
import { Dataplane } from "../test/real-dataplane.ts";

/** Who counts for a move, with the real dataplane and Postgres: a service that is cut off, killed or slow is waited for. */

const USER = { targetingKey: "user-1" };

let home: string;
let environment: TestEnvironment;
let dataplane: Dataplane;
let token: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "switchyard-runs-"));
  environment = await testEnvironment(["orders", "stock", "carts", "bills"]);
  token = (await environment.token(["read", "report"])).token;
  dataplane = await Dataplane.start(environment.database.url, home);
}, 60_000);
afterEach(async () => {
  await closeAll();
  // Who was cut off could not say goodbye, and would be waited for by the next test.
  await environment.database.db.instance.deleteMany({});
  await environment.database.db.doubt.deleteMany({});
});
afterAll(async () => {
  await dataplane.stop("SIGTERM");
  await environment.close();
  await rm(home, { recursive: true });
}, 60_000);

async function connected(url: string, options: Partial<ClientOptions>): Promise<TestClient> {
  const made = clientOf({ url }, { token, ...options });
  if (!(await made.client.ready(10_000))) throw new Error("the client did not get ready", { cause: made.problems });
  return made;
}

async function lineToIt(): Promise<Line> {
  const line = await Line.to(dataplane.url);
  onTestFinished(() => line.close());
  return line;
}

/** A state that outlives its client, as a file does. */
function memory(): StateStore & { text: () => string | null } {
  let text: string | null = null;
  return {
    load: () => text,
    save: async (saved) => {
      text = saved;
    },
    text: () => text,
  };
}

type Stores = { old: Map<string, string>; fresh: Map<string, string>; gate: Promise<void> };

function migrator(client: Client, key: string, stores: Stores) {
  const write = (side: "old" | "fresh") => async (id: string) => {
    if (side === "old") await stores.gate;
    stores[side].set(id, id);
    return id;
  };
  return client.migrator({
    key,
    readOld: async (id: string) => stores.old.get(id) ?? null,
    readNew: async (id: string) => stores.fresh.get(id) ?? null,
    writeOld: write("old"),
    writeNew: write("fresh"),
    keyOf: (id: string) => id,
  });
}

const empty = (): Stores => ({ old: new Map(), fresh: new Map(), gate: Promise.resolve() });
const refusedRules = async (move: Promise<unknown>) =>
  ((await failure(move)).extra.refusals as { rule: string }[]).map(({ rule }) => rule);
const doubts = () => environment.database.db.doubt.findMany({ where: { environmentId: environment.id } });
const runs = async (instance: string) =>
  (await environment.database.db.instance.findMany({ where: { instance }, orderBy: { firstSeenAt: "asc" } })).map(
    ({ departure }) => departure,
  );

describe("a run that holds and is cut off", () => {
  test("is waited for, though another registers under its name", async () => {
    await environment.walk("orders", "dualwrite");
    const line = await lineToIt();
    const { client } = await connected(line.url, { instance: "orders-1" });
    const stores = empty();
    const orders = migrator(client, "orders.data", stores);
    line.cut();
    const { client: second } = await connected(dataplane.url, { instance: "orders-1" });

    const shadow = await environment.move("orders.data", "shadow");
    await vi.waitFor(() => expect(second.revision).toBe(shadow), SOON);
    // Whatever the second one says, the first acts on a stage at which a write may fail in the new store.
    expect(await refusedRules(environment.move("orders.data", "live"))).toContain("secondary-writes");
    expect(await orders.write(USER, "save", "a")).toBe("a");
    expect(await runs("orders-1")).toEqual([null, null]);

    line.restore();
    await vi.waitFor(() => environment.move("orders.data", "live"), SOON);
    await vi.waitFor(() => expect(client.position<"live">("orders.data", USER, "live")).toBe("live"), SOON);
  });

  test("is not ended by whoever knows its name and a token, whatever they say", async () => {
    const line = await lineToIt();
    await connected(line.url, { instance: "orders-1" });
    line.cut();
    const [{ incarnation = "" } = {}] = await environment.database.db.instance.findMany({ where: { instance: "orders-1" } });
    const who = { service: "tests", instance: "orders-1", revision: 0 };
    const stranger = "s".repeat(43);
    for (const said of [
      { leaseSeconds: 0 },
      { leaseSeconds: 0, incarnation },
      { leaseSeconds: 0, incarnation, secret: stranger },
      { leaseSeconds: 0, incarnation: "another", secret: stranger },
    ]) {
      await fetch(`${dataplane.url}/api/v1/instances`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ ...who, ...said }),
      });
    }
    expect(await runs("orders-1")).toEqual([null]);
  });
});

describe("a run that was killed", () => {
  test("is succeeded by the one that has its state, and in doubt for whatever it may have written", async () => {
    await environment.walk("carts", "dualwrite");
    const line = await lineToIt();
    const state = memory();
    const { client } = await connected(line.url, { instance: "orders-1", state });
    await vi.waitFor(() => expect(JSON.parse(state.text() ?? "{}").lease).not.toBeNull(), SOON);
    const former = state.text();
    // The word that would name the module is lost, and so is what the write leaves half done.
    line.cut();
    const stores = empty();
    expect(await migrator(client, "carts.data", stores).write(USER, "save", "a")).toBe("a");

    await connected(dataplane.url, { instance: "orders-1", state: { load: () => former, save: async () => undefined } });
    expect(await runs("orders-1")).toEqual(["succeeded", null]);
    expect(await doubts()).toMatchObject([{ instance: "orders-1", writes: [], cause: "restarted" }]);
  });

  test("without a state is waited for until it is written off", async () => {
    const line = await lineToIt();
    await connected(line.url, { instance: "orders-1" });
    line.cut();
    await connected(dataplane.url, { instance: "orders-1" });
    expect([await runs("orders-1"), await doubts()]).toEqual([[null, null], []]);
  });
});

test("a store call that its caller no longer waits for is waited for by a move", async () => {
  await environment.walk("bills", "shadow");
  const { client } = await connected(dataplane.url, { instance: "orders-1", operationSeconds: 60 });
  const gate = deferred();
  const stores = { ...empty(), gate: gate.promise };
  const orders = migrator(client, "bills.data", stores);
  await expect(orders.write(USER, "save", "a", { deadlineSeconds: 0.05 })).rejects.toThrow(DeadlineError);
  expect(await refusedRules(environment.move("bills.data", "live"))).toContain("secondary-writes");
  expect(stores.old.size).toBe(0);
  gate.resolve();
  client.repair({
    key: "bills.data",
    everySeconds: 0.05,
    copy: async (id) => {
      const value = stores.old.get(id);
      if (value !== undefined) stores.fresh.set(id, value);
    },
  });
  await vi.waitFor(() => environment.move("bills.data", "live"), SOON);
  expect([...stores.fresh.keys()]).toEqual(["a"]);
});

test("a module named later is written only when Postgres has it", async () => {
  await environment.walk("stock", "dualwrite");
  const line = await lineToIt();
  const { client } = await connected(line.url, { instance: "orders-1", writes: ["orders"] });
  const stores = empty();
  line.cut();
  const stock = migrator(client, "stock.data", stores);
  await expect(stock.write(USER, "save", "a", { deadlineSeconds: 0.1 })).rejects.toThrow(/does not know yet/);
  expect(stores.old.size).toBe(0);
  line.restore();
  expect(await vi.waitFor(() => stock.write(USER, "save", "a"), SOON)).toBe("a");
  const stored = await environment.database.db.instance.findFirstOrThrow({ where: { instance: "orders-1" } });
  expect(stored.writes.sort()).toEqual(["orders", "stock"]);
});
