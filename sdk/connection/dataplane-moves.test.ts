import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { changeSwitch } from "../../lib/switches/commands/change.ts";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { type ClientOptions, fileState, LeaseError, SecondaryWriteError } from "../index.ts";
import { clientOf, closeAll, deferred, type TestClient } from "../test/harness.ts";
import { Dataplane } from "../test/real-dataplane.ts";

const ENVIRONMENT = "production";
const USER = { targetingKey: "user-1" };

let database: TestDatabase;
let home: string;
let dataplane: Dataplane;
let project: TestProject;
let environmentId: string;
let token: string;

beforeAll(async () => {
  database = await testDatabase();
  home = await mkdtemp(join(tmpdir(), "switchyard-sdk-"));
  dataplane = await Dataplane.start(database.url, home);
});
afterAll(async () => {
  await dataplane.stop("SIGTERM");
  await database.close();
  await rm(home, { recursive: true });
});
beforeEach(async () => {
  project = await testProject(database.db, { modules: ["orders"] });
  const where = { projectId: project.id, key: ENVIRONMENT };
  environmentId = (await database.db.environment.findFirstOrThrow({ where })).id;
  token = `sy_${randomBytes(32).toString("base64url")}`;
  const hash = new Uint8Array(createHash("sha256").update(token).digest());
  const scopes = ["read" as const, "report" as const];
  const data = {
    projectId: project.id,
    environmentId,
    name: "sdk",
    prefix: token.slice(0, 8),
    hash,
    scopes,
    createdBy: "a test",
  };
  await database.db.apiToken.create({ data });
});
afterEach(closeAll);

test("a failed second write is in Postgres before anything newer is acknowledged, and a repair closes it", async () => {
  const { client } = await connected({ instance: "one" });
  await change("orders.data", 1, "dualwrite");
  await vi.waitFor(() => expect(client.position("orders.data", USER, "old")).toBe("dualwrite"), SOON);
  const stores = { old: new Map<string, string>(), fresh: new Map<string, string>() };
  let down = true;
  const data = client.migrator<string, string | undefined, [string, string], string>({
    key: "orders.data",
    readOld: async (id) => stores.old.get(id),
    readNew: async (id) => stores.fresh.get(id),
    writeOld: async ([id, value]) => {
      stores.old.set(id, value);
      return value;
    },
    writeNew: async ([id, value]) => {
      if (down) throw new Error("the new store is down");
      stores.fresh.set(id, value);
      return value;
    },
    keyOf: ([id]) => id,
  });
  expect(await data.write(USER, "create", ["order-1", "paid"])).toBe("paid");
  await vi.waitFor(async () => expect(await openEntries()).toMatchObject([{ store: "new", key: "order-1", sequence: 1 }]), SOON);

  down = false;
  const copy = async (id: string, { from }: { from: string }) => {
    expect(from).toBe("old");
    if (down) throw new Error("the new store is down");
    stores.fresh.set(id, stores.old.get(id) ?? "");
  };
  client.repair({ key: "orders.data", copy, everySeconds: 0.05 });
  await vi.waitFor(async () => expect(await openEntries()).toEqual([]), SOON);
  expect(stores.fresh.get("order-1")).toBe("paid");

  // Required from the next state on: a half-done write fails for its caller.
  const revision = await change("orders.data", 2, "shadow", 100_000, { secondaryWrites: "required" });
  await vi.waitFor(() => expect(client.revision).toBe(revision), SOON);
  down = true;
  await expect(data.write(USER, "create", ["order-2", "open"])).rejects.toThrow(SecondaryWriteError);
  await vi.waitFor(async () => expect((await openEntries()).map(({ key }) => key)).toContain("order-2"), SOON);
});

test("an instance that fences stops on time, and returns with the state of the meantime", async () => {
  const { client } = await connected({ instance: "one", onLeaseLoss: "fence", leaseSeconds: 3, operationSeconds: 1 });
  expect(await row("one")).toMatchObject({ onLeaseLoss: "fence", operationSeconds: 1, departedAt: null });
  await dataplane.stop("SIGKILL");
  await vi.waitFor(() => expect(client.operation(() => Promise.resolve())).rejects.toThrow(LeaseError), SOON);
  const { leaseUntil = new Date(0) } = (await row("one")) ?? {};
  // It has stopped before Postgres says that it may be taken to have.
  expect(Date.now()).toBeLessThan(leaseUntil.getTime() + 2000);
  const revision = await change("orders.call", 1, "new");
  await expect(client.operation(() => Promise.resolve())).rejects.toThrow(LeaseError);
  await dataplane.restart();
  await vi.waitFor(async () => expect(await client.operation(async (at) => at("orders.call", USER))).toBe("new"), SOON);
  await vi.waitFor(async () => expect(Number((await row("one"))?.revision)).toBe(revision), SOON);
});

test("an instance that was written off fences, and registers anew at what is in force", async () => {
  const { client, problems } = await connected({ instance: "one", leaseSeconds: 3 });
  const held = deferred();
  const running = client.operation(() => held.promise);
  const written = { departedAt: new Date(), departure: "written-off" };
  const revision = await change("orders.call", 1, "new");
  await vi.waitFor(() => expect(client.revision).toBe(revision), SOON);
  await database.db.instance.updateMany({ where: { environmentId, instance: "one" }, data: written });
  await vi.waitFor(() => expect(client.operation(() => Promise.resolve())).rejects.toThrow(LeaseError), SOON);
  expect(problems.map(({ message }) => message).join()).toContain("unknown-instance");
  held.resolve();
  await running;
  await vi.waitFor(async () => expect(await row("one")).toMatchObject({ departedAt: null, revision: BigInt(revision) }), SOON);
  await vi.waitFor(async () => expect(await client.operation(async (at) => at("orders.call", USER))).toBe("new"), SOON);
});

test("a service that ended without draining comes back under its name, and leaves a doubt", async () => {
  const path = join(home, `${project.key}.json`);
  const first = await connected({ state: fileState(path) });
  const never = () => Promise.reject(new Error("nothing is read or written"));
  first.client.migrator({ key: "orders.data", readOld: never, readNew: never, writeOld: never, writeNew: never });
  await vi.waitFor(async () => expect((await rows())[0]).toMatchObject({ writes: ["orders"] }), SOON);
  await vi.waitFor(async () => expect(JSON.parse(await readFile(path, "utf8")).lease).not.toBeNull(), SOON);
  const former = (await rows())[0]?.incarnation;
  await connected({ state: fileState(path) });
  const runs = (await rows()).map(({ incarnation, departure }) => [incarnation === former, departure]);
  expect(runs.sort()).toEqual([
    [false, null],
    [true, "succeeded"],
  ]);
  expect(await database.db.doubt.findMany({ where: { environmentId } })).toMatchObject([
    { cause: "restarted", writes: ["orders"] },
  ]);
});

test("where answers differ for good, redacted samples are kept", async () => {
  const { client } = await connected();
  await change("orders.data", 1, "dualwrite");
  const revision = await change("orders.data", 2, "shadow");
  await vi.waitFor(() => expect(client.revision).toBe(revision), SOON);
  const never = () => Promise.reject(new Error("nothing is written"));
  const data = client.migrator<string, object, string, object>({
    key: "orders.data",
    readOld: async () => ({ card: "secret-a", lines: [{ amount: 1 }] }),
    readNew: async () => ({ card: "secret-b", lines: [{ amount: "1" }] }),
    writeOld: never,
    writeNew: never,
    compare: () => false,
  });
  await data.read(USER, "get", "order-1");
  await client.close();
  const samples = () => database.db.mismatchSample.findMany({ where: { environmentId }, orderBy: { field: "asc" } });
  await vi.waitFor(
    async () =>
      expect(await samples()).toMatchObject([
        { field: "card", kind: "value" },
        { field: "lines.*.amount", kind: "type" },
      ]),
    SOON,
  );
  expect((await samples()).map((sample) => JSON.stringify([sample.old, sample.new])).join()).not.toContain("secret");
});

test("while a rule keeps some back all others are ahead without a subject, until the rule is dropped", async () => {
  const { client } = await connected({ instance: "one" });
  const conditions = [{ attribute: "appVersion", operator: "semver" as const, max: "6.2.0" }];
  const rules = [{ name: "old apps", conditions, result: "position" as const }];
  const oldApp = { ...USER, appVersion: "6.1.9" };
  await change("orders.route", 1, "new", 50_000, { rules });
  await change("orders.route", 2, "new");
  await vi.waitFor(
    () => expect(client.evaluate("orders.route", {}, "old")).toMatchObject({ value: "new", reason: "STATIC" }),
    SOON,
  );
  expect(client.evaluate("orders.route", oldApp, "new")).toMatchObject({ value: "old", reason: "TARGETING_MATCH" });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const url = `${dataplane.url}/ofrep/v1/evaluate/flags/orders.route`;
  const answer = await fetch(url, { method: "POST", headers, body: '{"context": {}}' });
  expect(await answer.json()).toMatchObject({ value: "new", reason: "STATIC", metadata: { stage: "old", share: 100_000 } });

  await change("orders.data", 1, "dualwrite", 100_000, { rules });
  const on = { environment: ENVIRONMENT, key: "orders.data", expectedVersion: 2, target: "shadow", reason: "as the test asks" };
  await expect(changeSwitch(project.as("lead"), { ...on, confirm: "orders" })).rejects.toMatchObject({
    extra: { refusals: [{ rule: "pinned" }] },
  });
  await change("orders.route", 3, "new", 100_000, { rules: [] });
  await vi.waitFor(() => expect(client.evaluate("orders.route", oldApp, "old")).toMatchObject({ value: "new" }), SOON);
});

async function connected(options: Partial<ClientOptions> = {}): Promise<TestClient> {
  const made = clientOf({ url: dataplane.url }, { token, ...options });
  if (!(await made.client.ready(10_000))) throw new Error("the client did not get ready", { cause: made.problems });
  return made;
}

/** Changes a switch as a patient lead would, once nothing stands against it; answers the revision. */
function change(key: string, expectedVersion: number, target: string, share = 100_000, more: object = {}): Promise<number> {
  const input = { environment: ENVIRONMENT, key, expectedVersion, target, share, reason: "as the test asks", confirm: "orders" };
  return vi.waitFor(async () => (await changeSwitch(project.as("lead"), { ...input, ...more })).revision, SOON);
}

const rows = () => database.db.instance.findMany({ where: { environmentId } });
const row = (instance: string) => database.db.instance.findFirst({ where: { environmentId, instance } });
const openEntries = () => database.db.ledgerEntry.findMany({ where: { environmentId, resolvedAt: null } });
