import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listInstances } from "../../lib/instances/reads/list.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";
import { openEvents } from "../test-events.ts";
import { testProxy } from "../test-proxy.ts";
import { type TestRelay, testRelay } from "./test-relay.ts";

const FLAG = "/ofrep/v1/evaluate/flags/orders.route";

let environment: TestEnvironment;
let root: TestDataplane;
let token: string;
let up: string;
let home: string;
const relays: TestRelay[] = [];

beforeAll(async () => {
  environment = await testEnvironment();
  token = (await environment.token(["read", "report"])).token;
  up = (await environment.token(["relay"])).token;
  root = await testDataplane(environment.database.url, token);
  home = mkdtempSync(join(tmpdir(), "relay-"));
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.close()));
});
afterAll(async () => {
  await root.close();
  await environment.close();
  rmSync(home, { recursive: true, force: true });
});

const start = async (tokens = [up], caller = token): Promise<TestRelay> => {
  const relay = await testRelay(root.url, tokens, caller, { home });
  relays.push(relay);
  return relay;
};
const degraded = async (relay: TestDataplane) => (await relay.get("/readyz")).body.degraded as { part: string; detail: string }[];
const isWell = async (relay: TestDataplane) =>
  until(
    () => relay.get("/readyz"),
    ({ body }) => body.status === "ready",
    15,
  );

describe("while the dataplane above is away", () => {
  it("flags are answered, marked stale; what is said waits, and all of it catches up", async () => {
    const relay = await start();
    const stream = await openEvents(`${relay.url}/api/v1/stream`, { authorization: `Bearer ${token}` });
    await stream.wait(1);
    relay.way.cut();
    const [first] = await until(
      () => degraded(relay),
      (parts) => parts.some(({ part }) => part === "upstream"),
    );
    expect(first?.detail).toMatch(/cannot be followed since .+ \(.+\)\./);
    expect((await relay.post(FLAG, {})).body).toMatchObject({ value: "old", metadata: { stale: true } });
    expect((await relay.post(FLAG, {}, { authorization: "Bearer nobody" })).status).toBe(401);

    const { revision } = (await relay.get("/api/v1/snapshot")).body as { revision: number };
    const word = { service: "s", instance: "waits", revision };
    expect((await relay.post("/api/v1/instances", word)).body).toMatchObject({ stored: false, leaseSeconds: 0 });
    const register = { ...word, instance: "new", incarnation: "a", register: true };
    expect((await relay.post("/api/v1/instances", register)).body).toMatchObject({ stored: false, leaseSeconds: 0 });
    for (const path of ["/api/v1/ledger?module=orders", "/v1/metrics"]) {
      const { status, headers } = path === "/v1/metrics" ? await relay.post(path, {}) : await relay.get(path);
      expect([status, headers.get("retry-after")]).toEqual([503, "2"]);
    }

    const changed = await environment.move("orders.route", "new");
    relay.way.restore();
    await isWell(relay);
    expect((await stream.wait(2))[1]).toMatchObject({ event: "change", id: String(changed) });
    const back = await relay.post(FLAG, {});
    expect([back.body.value, "stale" in (back.body.metadata as object)]).toEqual(["new", false]);
    const listed = async () =>
      (await listInstances(environment.database.db, { id: environment.id, key: "production" }, {}, new Date())).items;
    const items = await until(listed, ([only]) => only?.revision === revision);
    expect(items.map(({ instance }) => instance)).toEqual(["waits"]);
    stream.close();
  }, 40_000);

  it("what it last knew is served by one that starts meanwhile, without secrets on the disk", async () => {
    const before = await start();
    const { value } = (await before.post(FLAG, {})).body;
    await before.close();
    relays.length = 0;
    const relay = await testRelay("http://127.0.0.1:9", [up], token, { home });
    relays.push(relay);
    expect((await relay.get("/readyz")).body).toMatchObject({ status: "degraded", degraded: [{ part: "upstream" }] });
    expect((await relay.post(FLAG, {})).body).toMatchObject({ value, metadata: { stale: true } });
    for (const file of readdirSync(join(home, "snapshots"))) {
      const text = readFileSync(join(home, "snapshots", file), "utf8");
      expect([text.includes(up), text.includes(token)]).toEqual([false, false]);
    }
  });

  it("nothing is served for a token it was not given before", async () => {
    const other = await environment.token(["relay"]);
    const relay = await testRelay("http://127.0.0.1:9", [`${other.token}x`], token, { home });
    relays.push(relay);
    expect((await relay.get("/readyz")).status).toBe(503);
    expect((await relay.post(FLAG, {})).status).toBe(503);
  });

  it("it passes on that the root answers from memory", async () => {
    const relay = await start();
    const proxy = await testProxy(environment.database.url);
    const blind = await testDataplane(proxy.url, token);
    const below = await testRelay(blind.url, [up], token);
    relays.push(below);
    proxy.cut();
    await until(
      () => below.post(FLAG, {}),
      ({ body }) => (body.metadata as { stale?: boolean }).stale === true,
    );
    expect(await degraded(below)).toMatchObject([
      { part: "upstream", detail: "The dataplane above answers from memory itself." },
    ]);
    proxy.restore();
    await isWell(below);
    await blind.close();
    await proxy.close();
    expect((await relay.get("/readyz")).status).toBe(200);
  }, 30_000);
});

describe("tokens", () => {
  it("made later are good at once, and bad within a second after they were revoked", async () => {
    const relay = await start();
    const { id, token: later } = await environment.token(["read"]);
    const asLater = { authorization: `Bearer ${later}` };
    expect((await relay.post(FLAG, {}, asLater)).status).toBe(200);
    expect((await relay.post("/api/v1/instances", {}, asLater)).status).toBe(403);
    const stream = await openEvents(`${relay.url}/api/v1/stream`, asLater);
    await stream.wait(1);
    await environment.revoke(id);
    await until(
      () => relay.post(FLAG, {}, asLater),
      ({ status }) => status === 401,
      3,
    );
    await stream.ended;
  });

  it("without the scope follow nothing, and one that relays reads and reports", async () => {
    const refused = await root.get("/api/v1/relay/stream");
    expect([refused.status, refused.body.detail]).toEqual([403, "This token has no scope relay; it has read, report."]);
    expect((await root.post("/api/v1/relay/measurements", {})).status).toBe(403);
    expect((await root.get("/api/v1/snapshot", { authorization: `Bearer ${up}` })).status).toBe(200);
  });

  it("of one environment neither see nor write another", async () => {
    const others = await environment.database.db.environment.findMany({ where: { id: { not: environment.id } } });
    const [{ id }] = others as unknown as [{ id: string }];
    const stream = await openEvents(`${root.url}/api/v1/relay/stream`, { authorization: `Bearer ${up}` });
    await stream.wait(4);
    expect(JSON.stringify(stream.events)).not.toContain(id);
    stream.close();
    const asRelay = { authorization: `Bearer ${up}` };
    const word = { environment: id, marks: [], words: [] };
    expect((await root.post("/api/v1/relay/instances", word, asRelay)).status).toBe(403);
    const losses = [{ environmentId: id, at: 0, reason: "x", source: id, count: 1, series: 1 }];
    expect((await root.post("/api/v1/relay/measurements", { losses }, asRelay)).status).toBe(403);
    expect((await root.post("/api/v1/relay/measurements", { losses: [1] }, asRelay)).status).toBe(400);
  });

  it("the relay's own, once revoked, leaves it answering from memory, and says so", async () => {
    const own = await environment.token(["relay"]);
    const relay = await start([own.token]);
    await environment.revoke(own.id);
    const [first] = await until(
      () => degraded(relay),
      (parts) => parts.some(({ detail }) => detail.includes("401")),
    );
    expect(first).toMatchObject({ part: "upstream", detail: expect.stringContaining("This token is not known") });
    expect((await relay.post(FLAG, {})).body).toMatchObject({ metadata: { stale: true } });
    expect((await relay.get("/healthz")).status).toBe(200);
  });
});
