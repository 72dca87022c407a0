import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { endRecoveries } from "../../lib/switches/commands/end-recovery.ts";
import { settleRecovery } from "../../lib/switches/commands/settle.ts";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure } from "../../scripts/test-outcome.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { type Copy, copyOf, recoveriesIn } from "../../scripts/test-restore.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../scripts/test-switches.ts";
import { clientOf, closeAll, type TestClient } from "../test/harness.ts";
import { Dataplane } from "../test/real-dataplane.ts";

/** The database is put back to an older copy while services run on at what came after it. */

vi.setConfig({ testTimeout: 60_000 });

const USER = { targetingKey: "user-1" };
const DATA = "orders.data";

let database: TestDatabase;
let home: string;
let dataplane: Dataplane;
let orders: TestSwitches;
let token: string;
let copy: Copy;
let relay: Dataplane | undefined;

beforeEach(async () => {
  database = await testDatabase();
  home = await mkdtemp(join(tmpdir(), "switchyard-restored-"));
  dataplane = await Dataplane.start(database.url, home);
  orders = await testSwitches(database);
  token = await tokenFor("read", "report");
});
afterEach(async () => {
  await closeAll();
  await relay?.stop("SIGTERM");
  relay = undefined;
  await dataplane.stop("SIGTERM");
  await copy?.drop();
  await database.close();
  await rm(home, { recursive: true });
});

const production = () => database.db.environment.findFirstOrThrow({ where: { projectId: orders.id, key: "production" } });
async function tokenFor(...scopes: string[]): Promise<string> {
  const made = `sy_${randomBytes(32).toString("base64url")}`;
  const { id } = await production();
  const hash = new Uint8Array(createHash("sha256").update(made).digest());
  const data = { projectId: orders.id, environmentId: id, name: "sdk", prefix: made.slice(0, 8), hash, createdBy: "a test" };
  await database.db.apiToken.create({ data: { ...data, scopes } });
  return made;
}
const refused = async (work: Promise<unknown>) => rulesOf(await failure(work));
const recovering = () => recoveriesIn(orders.as("lead"), "production");
const stands = async () => (await orders.view(DATA)).propagation;

/** A client that has acknowledged what stands, with every stage it ever answered. */
async function running(instance: string): Promise<TestClient & { stages: string[] }> {
  const made = clientOf(relay ?? dataplane, { token, instance, leaseSeconds: 3 });
  const stages: string[] = [];
  made.client.on("change", () => stages.push(made.client.position(DATA, USER, "old")));
  expect(await made.client.ready(15_000)).toBe(true);
  return { ...made, stages };
}

async function applied(count: number): Promise<void> {
  await vi.waitFor(async () => expect(await stands()).toMatchObject({ applied: count, of: count }), SOON);
}

/** `orders` at shadow with required writes, copied; then at live, with two instances that acknowledged it. */
async function movedOn(): Promise<Awaited<ReturnType<typeof running>>[]> {
  await orders.walkTo("shadow");
  await orders.change(DATA, "shadow", { secondaryWrites: "required" });
  const clients = [await running("orders-1"), await running("orders-2")];
  await applied(2);
  copy = await copyOf(database.url);
  await vi.waitFor(() => orders.change(DATA, "live"), SOON);
  await applied(2);
  return clients;
}

/** Waits until everybody has said what it acts on. */
async function heard() {
  await vi.waitFor(async () => {
    expect(await recovering()).toMatchObject([{ environment: "production", waitsFor: [], modules: [{ module: "orders" }] }]);
  }, SOON);
  const [recovery] = await recovering();
  return recovery;
}

async function ended(): Promise<void> {
  await database.pool.query("UPDATE environments SET recovering_until = now()");
  await vi.waitFor(async () => {
    await endRecoveries(database.db);
    expect(await recovering()).toEqual([]);
  }, SOON);
}

const settle = (keep: "acting" | "restored", override?: string) =>
  settleRecovery(orders.as("lead"), { environment: "production", module: "orders", keep, reason: "after the restore", override });

test("a dataplane that knew more notices; what instances act on is taken over, and nobody changes stage", async () => {
  const clients = await movedOn();
  const { revision } = await orders.view(DATA);
  await copy.restore("same");
  await vi.waitFor(async () => expect(await recovering()).toHaveLength(1), SOON);
  expect(await refused(orders.change(DATA, "dualwrite"))).toEqual(["lineage"]);
  expect(await heard()).toMatchObject({
    cause: expect.stringMatching(/the database knew \d+$/),
    modules: [{ acting: [{ instance: "orders-1", data: { position: "live" } }, { instance: "orders-2" }], takeOver: [] }],
  });
  expect(await stands()).toMatchObject({ applied: 0, of: 2 });
  for (const { client } of clients) expect([client.revision, client.position(DATA, USER, "old")]).toEqual([revision, "live"]);

  await settle("acting");
  expect(await orders.view(DATA)).toMatchObject({
    position: "live",
    secondaryWrites: "required",
    lastChange: { act: "take-over" },
  });
  await ended();
  await applied(2);
  for (const { client, stages } of clients) {
    expect(client.revision).toBeGreaterThan(revision + 1_000_000);
    expect(new Set(stages.slice(stages.indexOf("live")))).toEqual(new Set(["live"]));
  }
});

test.each(["directly", "through a relay"])("instances tell of it %s, and what was restored may be kept", async (way) => {
  if (way !== "directly") relay = await Dataplane.relay(dataplane, await tokenFor("relay"), join(home, "relay"));
  const clients = await movedOn();
  await dataplane.stop("SIGKILL");
  await copy.restore("same");
  await rm(join(home, "snapshots"), { recursive: true });
  await dataplane.restart();
  const recovery = await heard();
  expect(recovery?.cause).toMatch(/^tests\/orders-[12] knew revision/);
  expect(recovery?.modules[0]?.keep.map(({ rule }) => rule)).toEqual(["currency", "doubt"]);
  expect(await refused(settle("restored"))).toEqual(["currency", "doubt"]);
  await settle("restored", "compared by hand");
  await ended();
  await applied(2);
  for (const { client } of clients) expect(client.position(DATA, USER, "old")).toBe("shadow");
});

test("a database filled from a copy is noticed by itself; where nobody went beyond it, it ends by itself", async () => {
  await orders.walkTo("dualwrite");
  const { client } = await running("orders-1");
  await applied(1);
  copy = await copyOf(database.url);
  await copy.restore("another");
  await vi.waitFor(async () => expect(await recovering()).toMatchObject([{ waitsFor: [], modules: [] }]), SOON);
  expect(await refused(orders.change(DATA, "shadow"))).toEqual(["lineage"]);
  await ended();
  await applied(1);
  expect(client.position(DATA, USER, "old")).toBe("dualwrite");
  await orders.change(DATA, "shadow");
});
