import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyHistogram, observe } from "../../lib/core/measurements/histogram.ts";
import { listInstances } from "../../lib/instances/reads/list.ts";
import { measurements } from "../../lib/measurements/reads/series.ts";
import { listSharedRecords } from "../../lib/mismatches/reads.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";
import { openEvents } from "../test-events.ts";
import { type TestRelay, testRelay } from "./test-relay.ts";

const FLAG = "/ofrep/v1/evaluate/flags/orders.route";

let environment: TestEnvironment;
let root: TestDataplane;
let middle: TestRelay;
let end: TestRelay;
let token: string;

/** root ← middle ← end; services talk to the end. */
beforeAll(async () => {
  environment = await testEnvironment();
  token = (await environment.token(["read", "report"])).token;
  const up = (await environment.token(["relay"])).token;
  root = await testDataplane(environment.database.url, token);
  middle = await testRelay(root.url, [up], token);
  end = await testRelay(middle.url, [up], token);
});
afterAll(async () => {
  await end.close();
  await middle.close();
  await root.close();
  await environment.close();
});

const known = async () => (await end.get("/api/v1/snapshot")).body.revision as number;
const listed = async (instance: string) => {
  const { items } = await listInstances(environment.database.db, { id: environment.id, key: "production" }, {}, new Date());
  return items.find((each) => each.instance === instance);
};
const partsOf = async (dataplane: TestDataplane) =>
  ((await dataplane.get("/readyz")).body.degraded as { part: string }[]).map(({ part }) => part);

describe("at the end of a chain", () => {
  it("flags are the root's, and a change reaches readers as a change", async () => {
    expect((await end.get("/readyz")).body).toMatchObject({ status: "ready", degraded: [] });
    const stream = await openEvents(`${end.url}/api/v1/stream`, { authorization: `Bearer ${token}` });
    await stream.wait(1);
    const before = await known();
    const revision = await environment.move("orders.route", "new");
    const [, change] = await stream.wait(2);
    expect(change).toMatchObject({ event: "change", id: String(revision) });
    expect(JSON.parse(change?.data ?? "")).toMatchObject({ from: before, revision });
    expect((await end.post(FLAG, {})).body).toMatchObject({ value: "new", metadata: { revision } });
    const [ours, theirs] = await Promise.all([end, root].map((each) => each.get("/api/v1/snapshot")));
    expect(ours?.text).toBe(theirs?.text);
    stream.close();
  });

  it("an acknowledgement is in Postgres when it is answered, and holds up what must wait for it", async () => {
    const revision = await known();
    const instance = { service: "api", instance: "far away", incarnation: "run 1", writes: ["payments"] };
    const reply = await end.post("/api/v1/instances", { ...instance, revision, register: true });
    expect(reply.body).toMatchObject({ revision, leaseSeconds: 30, stored: true });
    expect(await listed("far away")).toMatchObject({ revision, alive: true, holdsUp: true });

    const cutOver = () => environment.move("payments.data", "live");
    await environment.walk("payments", "shadow");
    const blocked = await cutOver().then(String, (error: { extra: { refusals: { rule: string }[] } }) => error.extra.refusals);
    expect(blocked).toContainEqual(expect.objectContaining({ rule: "barrier" }));
    const newest = (await root.get("/api/v1/snapshot")).body.revision as number;
    await until(known, (now) => now === newest);
    expect((await end.post("/api/v1/instances", { ...instance, revision: newest })).body).toMatchObject({ stored: true });
    expect(await cutOver()).toBeGreaterThan(newest);
    const left = await end.post("/api/v1/instances", { ...instance, revision: await known(), leaseSeconds: 0 });
    expect(left.status).toBe(200);
  });

  it("a run speaks with its secret alone, and is succeeded by it", async () => {
    const revision = await known();
    const [own, other] = ["o".repeat(43), "x".repeat(43)];
    const say = (body: object) => end.post("/api/v1/instances", { service: "api", instance: "guarded", revision, ...body });
    const first = { incarnation: "run 1", secret: own };
    expect((await say({ ...first, register: true })).body).toMatchObject({ stored: true });
    const second = { incarnation: "run 2", secret: other, register: true };
    const forged = [
      { ...first, secret: other, leaseSeconds: 0 },
      { incarnation: "run 1", leaseSeconds: 0 },
      { ...second, succeeds: [{ ...first, secret: other }] },
    ];
    for (const body of forged) expect((await say(body)).body.refusals).toMatchObject([{ rule: "not-this-run" }]);
    expect((await say(first)).status).toBe(200);
    expect((await say({ ...second, succeeds: [first] })).body).toMatchObject({ stored: true });
    expect((await say(first)).body.refusals).toMatchObject([{ rule: "unknown-instance" }]);
    expect((await say({ ...second, register: false, leaseSeconds: 0 })).status).toBe(200);
  });

  it("what was slow on its way counts from when it was said", async () => {
    const clock = async () => {
      const { rows } = await environment.database.pool.query<{ now: Date }>("SELECT clock_timestamp() AS now");
      return rows[0]?.now.getTime() ?? 0;
    };
    const word = { service: "api", instance: "slow", revision: await known() };
    expect((await end.post("/api/v1/instances", word)).body).toMatchObject({ stored: true });
    end.way.stall();
    const before = await clock();
    const answer = end.post("/api/v1/instances", word);
    await until(
      () => end.get("/metrics"),
      ({ text }) => /^switchyard_unsaved_instances 1$/m.test(text),
    );
    const heard = await clock();
    await until(clock, (now) => now > heard + 1000);
    end.way.restore();
    expect((await answer).body).toMatchObject({ stored: true });
    const { acknowledgedAt, leaseUntil } = (await listed("slow")) ?? {};
    expect(Date.parse(acknowledgedAt ?? "")).toBeLessThanOrEqual(heard);
    expect(Date.parse(leaseUntil ?? "")).toBeGreaterThanOrEqual(before + 30_000);
    expect((await end.post("/api/v1/instances", { ...word, leaseSeconds: 0 })).status).toBe(200);
  });

  it("refusals name their rule", async () => {
    const revision = await known();
    const reply = await end.post("/api/v1/instances", { service: "api", instance: "new", incarnation: "a", revision });
    expect([reply.status, reply.body.refusals]).toMatchObject([409, [{ rule: "unknown-instance" }]]);
    const future = await end.post("/api/v1/instances", { service: "api", instance: "new", revision: revision + 1000 });
    expect([future.status, future.body.refusals]).toMatchObject([422, [{ rule: "future" }]]);
  });

  it("measurements arrive once, though what carries them is cut off and sent again", async () => {
    const at = Math.floor(Date.now() / 10_000) * 10;
    const histogram = emptyHistogram();
    observe(histogram, 0.1);
    const window = {
      module: "orders",
      kind: "http",
      operation: "far",
      path: "old",
      at,
      count: 1,
      errors: 0,
      sum: 0.1,
      histogram,
    };
    const sharedRecords = [{ module: "orders", at, count: 1, example: "string 0a1b2c3d" }];
    const report = (batch: string) =>
      end.post("/api/v1/reports", { service: "s", instance: "i", batch, windows: [window], sharedRecords });
    expect((await report("1")).body).toMatchObject({ accepted: 2 });
    end.way.stall();
    expect((await report("2")).body).toMatchObject({ accepted: 2 });
    await until(
      () => partsOf(end),
      (parts) => parts.includes("measurements"),
      15,
    );
    end.way.cut();
    end.way.restore();
    expect((await report("3")).body).toMatchObject({ accepted: 2 });
    const scope = { projectId: environment.project.id, environmentId: environment.id };
    const query = { by: "path" as const, operation: "far" };
    const count = async () => {
      const { series } = await measurements(environment.database.pool, scope, query, new Date(Date.now() + 10_000));
      return series[0]?.points.reduce((sum, point) => sum + point.count, 0);
    };
    await until(count, (stored) => stored === 3, 15);
    await until(
      () => partsOf(end),
      (parts) => parts.length === 0,
      15,
    );
    expect(await count()).toBe(3);
    const shared = () => listSharedRecords(environment.project.as("viewer"), { environment: "production" });
    expect(await until(shared, ([one]) => one?.count === 3, 15)).toMatchObject([
      { module: "orders", example: "string 0a1b2c3d" },
    ]);
  }, 60_000);

  it("the ledger is the root's", async () => {
    const entry = { module: "orders", store: "new", key: "4711", operation: "place", at: Date.now() / 1000 };
    const sent = await end.post("/api/v1/ledger", {
      service: "s",
      instance: "i",
      entries: [entry, { ...entry, module: "none" }],
    });
    expect([sent.status, sent.body]).toEqual([200, { stored: 1, unknown: 1 }]);
    const open = await end.get("/api/v1/ledger?module=orders");
    expect(open.body.items).toMatchObject([{ key: "4711", store: "new" }]);
    const [{ sequence }] = open.body.items as [{ sequence: number }];
    const repairs = [{ module: "orders", store: "new", key: "4711", sequence, ok: true }];
    const repaired = await end.post("/api/v1/ledger/repairs", { service: "s", instance: "i", repairs });
    expect(repaired.body).toEqual({ resolved: 1 });
    expect((await end.post("/api/v1/ledger", { entries: 1 })).status).toBe(400);
  });
});
