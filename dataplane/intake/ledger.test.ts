import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";
import { type TestProxy, testProxy } from "../test-proxy.ts";

let environment: TestEnvironment;
let proxy: TestProxy;
let dataplane: TestDataplane;

beforeAll(async () => {
  environment = await testEnvironment(["orders", "payments", "doubted"]);
  proxy = await testProxy(environment.database.url);
  dataplane = await testDataplane(proxy.url, (await environment.token(["report"])).token);
});
afterAll(async () => {
  await dataplane.close();
  await proxy.close();
  await environment.close();
});

const at = Math.floor(Date.now() / 1000) - 60;
const who = { service: "api", instance: "api-1" };
const entry = (key: string, fields = {}) => ({ module: "orders", store: "new", key, operation: "place", at, ...fields });
const fail = (...entries: object[]) => dataplane.post("/api/v1/ledger", { ...who, entries });
const repair = (...repairs: object[]) => dataplane.post("/api/v1/ledger/repairs", { ...who, repairs });
type Item = { key: string; store: string; sequence: number; attempts: number; failedAt: string };
const open = async (module: string, query = "") => {
  const { body } = await dataplane.get(`/api/v1/ledger?module=${module}${query}`);
  return body as { items: Item[]; doubts: unknown[] };
};
const openKeys = async (module: string) => (await open(module)).items.map(({ key }) => key);

describe("failed writes", () => {
  it("wait until they are repaired, one row a key and store", async () => {
    const both = [entry("a", { subject: "u1", error: "no\u0000route" }), entry("a", { store: "old" })];
    expect((await fail(...both, entry("b", { module: "nowhere" }))).body).toEqual({ stored: 2, unknown: 1 });
    const { items } = await open("orders");
    expect(items.map(({ store }) => store).sort()).toEqual(["new", "old"]);
    const one = items.find(({ store }) => store === "new");
    expect(one).toEqual({
      ...entry("a"),
      at: undefined,
      subject: "u1",
      sequence: 1,
      attempts: 0,
      failedAt: new Date(at * 1000).toISOString(),
    });
    expect((await repair({ ...one, ok: true })).status).toBe(400);
    const done = { module: "orders", key: "a", sequence: 1, ok: true };
    expect((await repair({ ...done, store: "new" }, { ...done, store: "old" })).body).toEqual({ resolved: 2 });
    expect(await openKeys("orders")).toEqual([]);
    expect((await repair({ ...done, store: "new" })).body).toEqual({ resolved: 0 });
  });

  it("that come again during a repair stay open", async () => {
    const repaired = { module: "payments", store: "new", key: "p" };
    await fail(entry("p", { module: "payments" }));
    await fail(entry("p", { module: "payments", at: at + 30 }));
    expect((await repair({ ...repaired, sequence: 1, ok: true })).body).toEqual({ resolved: 0 });
    expect((await open("payments")).items).toMatchObject([
      { key: "p", sequence: 2, attempts: 1, failedAt: new Date(at * 1000).toISOString() },
    ]);
    await repair({ ...repaired, sequence: 2, ok: false, error: "still away" });
    expect((await open("payments")).items).toMatchObject([{ attempts: 2 }]);
    expect((await repair({ ...repaired, sequence: 2, ok: true })).body).toEqual({ resolved: 1 });
    await fail(entry("p", { module: "payments" }));
    expect((await open("payments")).items).toMatchObject([{ sequence: 3, attempts: 0 }]);
    await repair({ ...repaired, sequence: 3, ok: true });
  });

  it("are handed out oldest first, those tried in vain after the others", async () => {
    await fail(entry("third", { at: at + 2 }), entry("first"), entry("second", { at: at + 1 }));
    expect((await open("orders", "&limit=2")).items.map(({ key }) => key)).toEqual(["first", "second"]);
    await repair({ module: "orders", store: "new", key: "first", sequence: 1, ok: false });
    expect(await openKeys("orders")).toEqual(["second", "third", "first"]);
    await repair(...["first", "second", "third"].map((key) => ({ module: "orders", store: "new", key, sequence: 1, ok: true })));
  });

  it("twice in one delivery count once, and never lie in the future", async () => {
    expect((await fail(entry("twice"), entry("twice", { at: at + 86_400 }))).body).toEqual({ stored: 2, unknown: 0 });
    const { items } = await open("orders");
    expect(items).toMatchObject([{ key: "twice", sequence: 1 }]);
    expect(Date.parse(items[0]?.failedAt as string)).toBeLessThan(Date.now() + 1000);
    await repair({ module: "orders", store: "new", key: "twice", sequence: 1, ok: true });
  });

  it("whose key cannot be stored stand for some key", async () => {
    await fail(entry("half a \ud800character", { module: "doubted" }));
    expect(await openKeys("doubted")).toEqual(["*"]);
    await repair({ module: "doubted", store: "new", key: "*", sequence: 1, ok: true });
    expect(await openKeys("doubted")).toEqual([]);
  });

  it("of several senders at once are all counted", async () => {
    const keys = Array.from({ length: 50 }, (_, i) => `k${i}`);
    const shuffled = (step: number) => keys.map((_, i) => entry(keys[(i * step) % 50] as string, { module: "payments" }));
    const replies = await Promise.all([1, 3, 7, 9, 11, 13].map((step) => fail(...shuffled(step))));
    expect(replies.map(({ status }) => status)).toEqual(Array(6).fill(200));
    const { items } = await open("payments", "&limit=500");
    expect(items).toHaveLength(50);
    expect(new Set(items.map(({ sequence }) => sequence))).toEqual(new Set([6]));
  });

  it("are not taken while Postgres is away: their sender keeps them", async () => {
    proxy.cut();
    const refused = await fail(entry("away"));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "2"]);
    expect((await dataplane.get("/api/v1/ledger?module=orders")).status).toBe(503);
    proxy.restore();
    await until(
      () => fail(entry("away")),
      ({ status }) => status === 200,
    );
    expect((await open("orders")).items).toMatchObject([{ key: "away", sequence: 1 }]);
  });
});

describe("doubts", () => {
  it("are told with the ledger of each module they touch until a job begun later found no difference", async () => {
    const { db } = environment.database;
    const since = new Date("2026-03-01T10:00:00Z");
    const doubt = { environmentId: environment.id, service: "api", since, noticedAt: new Date("2026-03-01T10:05:00Z") };
    await db.doubt.create({ data: { ...doubt, instance: "all", writes: [], cause: "written-off" } });
    await db.doubt.create({ data: { ...doubt, instance: "one", writes: ["doubted"], cause: "restarted" } });
    const doubts = async (module: string) => (await open(module)).doubts as { instance: string; stores: string[] }[];
    const named = async (module: string) => (await doubts(module)).map(({ instance }) => instance).sort();
    expect(await named("doubted")).toEqual(["all", "one"]);
    expect(await named("payments")).toEqual(["all"]);
    expect((await open("payments")).doubts).toEqual([
      { service: "api", instance: "all", since: since.toISOString(), stores: ["old", "new"] },
    ]);

    const module = await db.module.findFirstOrThrow({ where: { key: "doubted", projectId: environment.project.id } });
    const job = (fields: object) => {
      const at = new Date("2026-03-01T10:06:00Z");
      const whole = {
        state: "done",
        revision: 1,
        covered: true,
        startedBy: "test",
        startedAt: at,
        updatedAt: at,
        finishedAt: at,
      };
      const where = { projectId: environment.project.id, environmentId: environment.id, moduleId: module.id, store: "new" };
      return db.job.create({ data: { ...where, ...whole, ...fields } });
    };
    await job({ startedAt: new Date("2026-03-01T10:04:00Z") });
    await job({ since: new Date("2026-03-01T10:01:00Z") });
    await job({ differences: 1 });
    await job({ covered: false });
    expect(await named("doubted")).toEqual(["all", "one"]);
    await job({ since });
    expect(await doubts("doubted")).toMatchObject([{ stores: ["old"] }, { stores: ["old"] }]);
    await job({ store: "old" });
    expect(await named("doubted")).toEqual([]);
    expect(await named("payments")).toEqual(["all"]);
  });
});

describe("the ledger refuses", () => {
  it.each([
    ["a store that is none", { entries: [entry("a", { store: "both" })] }, "entries.0.store"],
    ["a key with NUL", { entries: [entry("a\u0000")] }, "entries.0.key"],
    ["a key without end", { entries: [entry("a".repeat(501))] }, "entries.0.key"],
    ["a time beyond the calendar", { entries: [entry("a", { at: 1e12 })] }, "entries.0.at"],
    ["more than 500 entries", { entries: Array(501).fill(entry("a")) }, "entries"],
    ["no service", { service: "", entries: [] }, "service"],
  ])("%s, naming the field", async (_, body, path) => {
    const reply = await dataplane.post("/api/v1/ledger", { ...who, ...body });
    expect([reply.status, reply.body.errors]).toMatchObject([400, [{ path }]]);
  });

  it("a query without module, other methods, and tokens that may only read", async () => {
    expect((await dataplane.get("/api/v1/ledger")).body.errors).toMatchObject([{ path: "module" }]);
    expect((await dataplane.get("/api/v1/ledger?module=a&limit=0")).body.errors).toMatchObject([{ path: "limit" }]);
    expect((await open("nowhere")).items).toEqual([]);
    const response = await fetch(`${dataplane.url}/api/v1/ledger`, { method: "PUT" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST, GET, OPTIONS"]);
    const { token } = await environment.token(["read"]);
    expect((await dataplane.get("/api/v1/ledger?module=orders", { authorization: `Bearer ${token}` })).status).toBe(403);
  });
});
