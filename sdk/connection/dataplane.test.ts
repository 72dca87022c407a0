import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { changeSwitch } from "../../lib/switches/commands/change.ts";
import { setRules } from "../../lib/switches/commands/rules.ts";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { type ClientOptions, fileState } from "../index.ts";
import { clientOf, closeAll, deferred, type TestClient } from "../test/harness.ts";
import { Dataplane } from "../test/real-dataplane.ts";

const ENVIRONMENT = "production";

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
  const environment = await database.db.environment.findFirstOrThrow({ where: { projectId: project.id, key: ENVIRONMENT } });
  environmentId = environment.id;
  token = `sy_${randomBytes(32).toString("base64url")}`;
  await database.db.apiToken.create({
    data: {
      projectId: project.id,
      environmentId,
      name: "sdk",
      prefix: token.slice(0, 8),
      hash: new Uint8Array(createHash("sha256").update(token).digest()),
      scopes: ["read", "report"],
      createdBy: "a test",
    },
  });
});
afterEach(closeAll);

describe("with a real dataplane and Postgres", () => {
  test("what rules cannot read is counted wherever the service acts on it", async () => {
    const old = { attribute: "v", operator: "semver", max: "6.2.0" } as const;
    await setRules(project.as("lead"), {
      environment: ENVIRONMENT,
      key: "orders.route",
      expectedVersion: 1,
      rules: [{ name: "old apps", conditions: [old], result: "position" }],
      reason: "as the test asks",
      confirm: "orders",
    });
    const { client } = await connected({ service: "ingress" });
    await vi.waitFor(() => expect(client.snapshot()?.switches["orders.route"]?.rules).toHaveLength(1), SOON);
    for (let i = 0; i < 1000; i += 1) client.evaluate("orders.route", { v: "6.1.0a" }, "new");
    for (let i = 0; i < 10; i += 1) client.position("orders.route", { v: "6.1.0" }, "new");
    await client.operation(async (positionOf) => positionOf("orders.route", { v: "one" }));
    await client.close();
    const stored = () => database.db.unreadableValue.findMany({ where: { environmentId } });
    await vi.waitFor(async () => {
      expect(await stored()).toMatchObject([{ switch: "orders.route", rule: "old apps", count: 1001n, example: "6.1.0a" }]);
    }, SOON);
  });

  test("a change reaches the service within milliseconds of its commit, and is acknowledged", async () => {
    const { client } = await connected({ service: "orders", instance: "orders-1", version: "7" });
    expect(client.position("orders.route", {}, "new")).toBe("old");

    const delays: number[] = [];
    for (const [version, share] of [10_000, 20_000, 30_000, 100_000].entries()) {
      const revision = await change("orders.route", version + 1, "new", share);
      const committed = performance.now();
      await vi.waitFor(() => expect(client.revision).toBe(revision), SOON);
      delays.push(performance.now() - committed);
    }
    expect(Math.min(...delays)).toBeLessThan(500);
    expect(client.position("orders.route", {}, "old")).toBe("new");
    await vi.waitFor(
      async () =>
        expect(await instance("orders-1")).toMatchObject({
          service: "orders",
          serviceVersion: "7",
          revision: BigInt(client.revision),
        }),
      SOON,
    );
  });

  test("an operation in flight holds the acknowledgement back", async () => {
    const { client } = await connected({ instance: "slow", leaseSeconds: 3, operationSeconds: 60 });
    const before = client.revision;
    await vi.waitFor(async () => expect(Number((await instance("slow"))?.revision)).toBe(before), SOON);
    const held = deferred();
    const running = client.operation(() => held.promise);
    const revision = await change("orders.call", 1, "new", 100_000);
    await vi.waitFor(() => expect(client.revision).toBe(revision), SOON);
    const seen = await instance("slow");
    // A lease renewed since then still says the earlier revision.
    await vi.waitFor(async () => expect((await instance("slow"))?.acknowledgedAt).not.toEqual(seen?.acknowledgedAt), SOON);
    expect(Number((await instance("slow"))?.revision)).toBe(before);
    held.resolve();
    await running;
    await vi.waitFor(async () => expect(Number((await instance("slow"))?.revision)).toBe(revision), SOON);
  });

  test("every measurement, comparison and failed second write is counted once", async () => {
    const { client, problems } = await connected();
    await change("orders.data", 1, "dualwrite", 100_000);
    const revision = await change("orders.data", 2, "shadow", 100_000);
    await vi.waitFor(() => expect(client.revision).toBe(revision), SOON);

    let writes = 0;
    const data = client.migrator<number, number, number, number>({
      key: "orders.data",
      readOld: async (id) => id,
      readNew: async (id) => (id % 10 === 0 ? -id - 1 : id),
      writeOld: async (id) => id,
      writeNew: async (id) => {
        writes += 1;
        if (writes % 4 === 0) throw new Error("the new store is down");
        return id;
      },
      compare: (old, fresh) => old === fresh,
    });
    // Fewer at a time than may be compared at once, or some would be skipped.
    for (let id = 0; id < 100; id += 1) {
      await data.write({ targetingKey: `user-${id}` }, "create", id);
      expect(await data.read({ targetingKey: `user-${id}` }, "get", id)).toBe(id);
      client.measure({
        module: "orders",
        kind: "http",
        operation: "POST /orders",
        path: "old",
        seconds: 0.01,
        error: id % 20 === 0,
      });
    }
    await client.close();

    await vi.waitFor(async () => {
      expect(await measured()).toEqual([
        { kind: "http", operation: "POST /orders", path: "old", count: 100, errors: 5 },
        { kind: "read", operation: "get", path: "new", count: 100, errors: 0 },
        { kind: "read", operation: "get", path: "old", count: 100, errors: 0 },
        { kind: "write", operation: "create", path: "new", count: 100, errors: 25 },
        { kind: "write", operation: "create", path: "old", count: 100, errors: 0 },
      ]);
      expect(await counted()).toEqual([
        { operation: "create", compared: 0, equal: 0, different: 0, skipped: 0, failed: 25 },
        { operation: "get", compared: 100, equal: 90, different: 10, skipped: 0, failed: 0 },
      ]);
    }, SOON);
    expect(problems.filter(({ name }) => name !== "SecondaryWriteError").map(({ message }) => message)).toEqual([]);
  });

  test("a module the project does not have is said, not an error", async () => {
    const { client, problems } = await connected();
    client.measure({ module: "elsewhere", kind: "http", operation: "GET /", path: "old", seconds: 0.01, error: false });
    await vi.waitFor(
      () => expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("unknown module")]),
      SOON,
    );
  });

  test("closing ends the lease", async () => {
    const { client } = await connected({ instance: "leaving" });
    await vi.waitFor(
      async () => expect((await instance("leaving"))?.leaseUntil.getTime()).toBeGreaterThan(Date.now() + 10_000),
      SOON,
    );
    await client.close();
    await vi.waitFor(async () => expect((await instance("leaving"))?.leaseUntil.getTime()).toBeLessThanOrEqual(Date.now()), SOON);
  });

  test("the dataplane is killed: answers go on, a service starts from its state, and all catch up", async () => {
    const path = join(home, `${project.key}.json`);
    const { client } = await connected({ state: fileState(path) });
    const revision = await change("orders.route", 1, "new", 100_000);
    await vi.waitFor(() => expect(client.revision).toBe(revision), SOON);
    await client.close();

    const running = await connected();
    await dataplane.stop("SIGKILL");
    const started = clientOf({ url: dataplane.url }, { token, state: fileState(path) });
    for (const { client: each } of [running, started]) {
      expect(each.revision).toBe(revision);
      expect(each.position("orders.route", { targetingKey: "user-1" }, "old")).toBe("new");
    }
    const meanwhile = await change("orders.route", 2, "old", 100_000);
    await dataplane.restart();
    for (const { client: each } of [running, started]) {
      await vi.waitFor(() => expect(each.revision).toBe(meanwhile), SOON);
      expect(each.position("orders.route", { targetingKey: "user-1" }, "new")).toBe("old");
    }
  });
});

async function connected(options: Partial<ClientOptions> = {}): Promise<TestClient> {
  const made = clientOf({ url: dataplane.url }, { token, ...options });
  if (!(await made.client.ready(10_000))) throw new Error("the client did not get ready", { cause: made.problems });
  // A project as young as this one may be unknown to the dataplane for a moment; the client copes and says so.
  made.problems.length = 0;
  return made;
}

/** Changes a switch as a patient lead would, once all instances have heard of the change before; answers the revision. */
function change(key: string, expectedVersion: number, target: string, share = 100_000, more: object = {}): Promise<number> {
  const stated = { reason: "as the test asks", confirm: "orders", ...more };
  return vi.waitFor(async () => {
    const input = { environment: ENVIRONMENT, key, expectedVersion, target, share, ...stated };
    return (await changeSwitch(project.as("lead"), input)).revision;
  }, SOON);
}

function instance(name: string) {
  return database.db.instance.findFirst({ where: { environmentId, instance: name } });
}

async function measured(): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    `SELECT kind, operation, path, sum(count)::int AS count, sum(errors)::int AS errors
       FROM measurements_10s JOIN measurement_series s ON s.id = series_id
      WHERE s.environment_id = $1 GROUP BY kind, operation, path ORDER BY kind, operation, path`,
    [environmentId],
  );
  return rows;
}

async function counted(): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    `SELECT operation, sum(compared)::int AS compared, sum(equal)::int AS equal, sum(different)::int AS different,
            sum(skipped)::int AS skipped, sum(secondary_failed_new)::int AS failed
       FROM operation_counts WHERE environment_id = $1 GROUP BY operation ORDER BY operation`,
    [environmentId],
  );
  return rows;
}
