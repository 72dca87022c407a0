import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startJob, updateJob } from "../../lib/jobs/commands.ts";
import { changeSwitch } from "../../lib/switches/commands/change.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { failure } from "../../scripts/test-outcome.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { rulesOf } from "../../scripts/test-switches.ts";
import {
  type ClientOptions,
  fileState,
  isNewer,
  type Migrator,
  type Side,
  SupersededError,
  type Write,
  type WriteVersion,
} from "../index.ts";
import { Balancer } from "../test/balancer.ts";
import { clientOf, closeAll, type TestClient } from "../test/harness.ts";
import { Dataplane } from "../test/real-dataplane.ts";

const ENVIRONMENT = "production";
const USER = { targetingKey: "user-1" };

let environment: TestEnvironment;
let home: string;
let dataplane: Dataplane;
let token: string;

beforeAll(async () => {
  environment = await testEnvironment(["orders", "payments"]);
  token = (await environment.token(["read", "report"])).token;
  home = await mkdtemp(join(tmpdir(), "switchyard-doubts-"));
  dataplane = await Dataplane.start(environment.database.url, home);
}, 60_000);
afterAll(async () => {
  await dataplane.stop("SIGTERM");
  await environment.close();
  await rm(home, { recursive: true });
});
afterEach(closeAll);

type Row = { value: string; version: WriteVersion };
type Stores = Record<Side, Map<string, Row>> & { down: Side[] };
type Records = Migrator<string, string | undefined, [key: string, value: string], string>;

const emptyStores = (): Stores => ({ old: new Map(), new: new Map(), down: [] });

/** A migrator over two stores that keep a row for each key, under its number. */
function recordsOf({ client }: TestClient, module: string, stores: Stores): Records {
  const write =
    (side: Side) =>
    async ([key, value]: [string, string], { version }: Write<string>) => {
      if (stores.down.includes(side)) throw new Error(`${side} is down`);
      const held = stores[side].get(key);
      if (held && !isNewer(version, held.version)) throw new SupersededError(held.version);
      stores[side].set(key, { value, version });
      return value;
    };
  const read = (side: Side) => async (key: string) => stores[side].get(key)?.value;
  return client.migrator({
    key: `${module}.data`,
    readOld: read("old"),
    readNew: read("new"),
    writeOld: write("old"),
    writeNew: write("new"),
    keyOf: ([key]) => key,
  });
}

async function connected(url: string, options: Partial<ClientOptions> = {}): Promise<TestClient> {
  const made = clientOf({ url }, { token, ...options });
  if (!(await made.client.ready(10_000))) throw new Error("the client did not get ready", { cause: made.problems });
  return made;
}

const operator = () => environment.project.as("operator");
const at = ({ client }: TestClient, revision: number) =>
  vi.waitFor(() => expect(client.revision).toBeGreaterThanOrEqual(revision), SOON);

/** A move without an override; what stands against it is the error. */
async function toLive() {
  const where = { projectId: environment.project.id };
  const { version } = await environment.database.db.switch.findFirstOrThrow({
    where: { environment: { ...where, key: ENVIRONMENT }, key: "orders.data" },
  });
  const said = { reason: "as the test asks", confirm: "orders" };
  const input = {
    environment: ENVIRONMENT,
    key: "orders.data",
    expectedVersion: version,
    target: "live",
    share: 100_000,
    ...said,
  };
  return changeSwitch(environment.project.as("lead"), input);
}

/** A comparison of all keys that copies to `store` what is newer in the other one. */
async function reconcile(store: Side, stores: Stores): Promise<boolean> {
  const { id, revision, covered } = await startJob(operator(), { environment: ENVIRONMENT, module: "orders", store });
  const from = stores[store === "old" ? "new" : "old"];
  for (const [key, row] of from) {
    if (isNewer(row.version, stores[store].get(key)?.version ?? null)) stores[store].set(key, row);
  }
  const rows = new Set([...stores.old.keys(), ...stores.new.keys()]).size;
  const compared = { old: stores.old.size, new: stores.new.size };
  const end = { rows, compared, ranges: [{ from: null, to: null }], revision, differences: 0 };
  await updateJob(operator(), { job: id, state: "done", ...end });
  return covered;
}

test("what a killed instance wrote to its authority alone is in doubt until a job brings it to the other store", async () => {
  await environment.move("orders.call", "new");
  await environment.move("orders.data", "dualwrite");
  const shadow = await environment.move("orders.data", "shadow");
  const path = join(home, "one.json");
  const way = await Balancer.start([dataplane.url]);
  const killed = await connected(way.url, { instance: "one", state: fileState(path), operationSeconds: 1 });
  const stores = emptyStores();
  const before = recordsOf(killed, "orders", stores);
  await at(killed, shadow);
  await before.write(USER, "save", ["order-1", "before"]);
  expect(await reconcile("new", stores)).toBe(true);

  await vi.waitFor(async () => expect(JSON.parse(await readFile(path, "utf8")).lease).not.toBeNull(), SOON);
  await way.close();
  stores.down = ["new"];
  await before.write(USER, "save", ["order-1", "W"]);
  expect([stores.old.get("order-1")?.value, stores.new.get("order-1")?.value]).toEqual(["W", "before"]);
  stores.down = [];

  const again = await connected(dataplane.url, { instance: "one", state: fileState(path) });
  const after = recordsOf(again, "orders", stores);
  const required = await environment.move("orders.data", "shadow", 100_000, { secondaryWrites: "required" });
  await at(again, required);
  await after.write(USER, "save", ["order-2", "x"]);
  const against = async () => rulesOf(await failure(toLive())).filter((rule) => rule !== "override");
  await vi.waitFor(async () => expect(await against()).toEqual(["doubt"]), SOON);
  // Old lacks nothing: comparing it says nothing of what new lacks, and must not be done with W over it.
  expect(await reconcile("old", stores)).toBe(true);
  expect(stores.new.get("order-1")?.value).toBe("before");
  expect(await against()).toEqual(["doubt"]);
  // What a dead process had asked of a store may be carried out for as long as one of its operations takes.
  const moved = await vi.waitFor(async () => {
    expect(await reconcile("new", stores)).toBe(true);
    return toLive();
  }, SOON);
  await at(again, moved.revision);
  expect(await after.read(USER, "get", "order-1")).toBe("W");
}, 60_000);

test("two subjects on different sides leave the stores equal under one number, and the console is told", async () => {
  const half = await environment.move("payments.data", "dualwrite").then(async () => {
    await environment.move("payments.data", "shadow");
    return environment.move("payments.data", "live", 50_000);
  });
  const one = await connected(dataplane.url, { instance: "two" });
  await at(one, half);
  const stores = emptyStores();
  const payments = recordsOf(one, "payments", stores);
  const subjects = Array.from({ length: 20 }, (_, i) => ({ targetingKey: `user-${i}` }));
  const stages = subjects.map((subject) => one.client.position<"shadow" | "live">("payments.data", subject, "shadow"));
  expect(new Set(stages)).toEqual(new Set(["shadow", "live"]));
  await Promise.all(subjects.map((subject, i) => payments.write(subject, "save", ["shared", `by ${i}`]).catch(() => undefined)));
  expect(stores.old.get("shared")).toEqual(stores.new.get("shared"));
  const told = () => environment.database.db.sharedRecords.findMany({ include: { module: true } });
  const row = { module: { key: "payments" }, example: expect.stringMatching(/^string [0-9a-f]{8}$/) };
  await vi.waitFor(async () => expect(await told()).toMatchObject([row]), SOON);
}, 60_000);
