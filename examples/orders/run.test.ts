import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BackfillState } from "./backfill/runner.ts";
import { type Line, openLine } from "./runner/line.ts";
import type { ProcessState } from "./runner/supervisor.ts";
import { type TestStores, testStores } from "./testing/databases.ts";
import { isAlive, type RunningShop, startShop } from "./testing/process.ts";
import { snapshotAt } from "./testing/snapshot.ts";
import type { TrafficState } from "./traffic/generator.ts";
import type { Verdict } from "./traffic/verify.ts";

type State = { processes: ProcessState[]; ingress: string; traffic: TrafficState };

const WAIT = { timeout: 20_000, interval: 100 };

let stores: TestStores;
let line: Line;
let home: string;
let env: Record<string, string>;

beforeAll(async () => {
  stores = await testStores(600);
  const server = new URL(stores.serverUrl);
  line = await openLine(server.hostname, Number(server.port));
  server.host = `127.0.0.1:${line.port}`;
  home = mkdtempSync(join(tmpdir(), "orders-"));
  const old = snapshotAt({ route: "old", call: "old", data: "off" });
  writeFileSync(join(home, "bootstrap.json"), JSON.stringify(old));
  env = {
    ORDERS_DATABASE_URL: server.href,
    ORDERS_DATABASE_PREFIX: stores.prefix,
    SWITCHYARD_DATAPLANE_URL: "http://127.0.0.1:9",
    SWITCHYARD_TOKEN: "none",
    ORDERS_HOME: home,
    ORDERS_BOOTSTRAP: join(home, "bootstrap.json"),
    ORDERS_COLD_START: "persisted",
    ORDERS_RATE: "60",
  };
});
afterAll(async () => {
  await line.cut();
  await stores.drop();
  rmSync(home, { recursive: true });
});

const state = (shop: RunningShop) => shop.get<State>("/state");
const traffic = async (shop: RunningShop) => (await state(shop)).traffic;
const pids = async (shop: RunningShop) => (await state(shop)).processes.map((process) => process.pid as number);

/** Acknowledged writes after some more of them. */
async function moreWrites(shop: RunningShop): Promise<void> {
  const { acknowledged } = await traffic(shop);
  await expect.poll(async () => (await traffic(shop)).acknowledged, WAIT).toBeGreaterThan(acknowledged + 10);
}

describe("without a dataplane, on the old path", () => {
  let shop: RunningShop;
  beforeAll(async () => {
    shop = await startShop(env);
  });

  test("traffic flows and nothing is lost", async () => {
    await moreWrites(shop);
    const verdict = await shop.get<Verdict>("/verify?store=old");
    expect(verdict).toMatchObject({ store: "old", lost: 0, wrong: 0, examples: [] });
    expect(verdict.acknowledged).toBeGreaterThan(10);
    expect((await shop.get<Verdict>("/verify?store=new&module=orders")).lost).toBeGreaterThan(0);
    expect((await traffic(shop)).answers).toMatchObject({ wrong: 0, checked: expect.any(Number) });
  });

  test("a backfill brings the new store level", async () => {
    await shop.post("/traffic", { paused: true });
    for (const module of ["orders", "payments"]) expect((await shop.post("/backfill", { module })).status).toBe(202);
    const done = async () =>
      (await shop.get<{ items: BackfillState[] }>("/backfill")).items.map(
        ({ running, checkpoint }) => !running && !!checkpoint?.finishedAt,
      );
    await expect.poll(done, WAIT).toEqual([true, true]);
    expect(await shop.get("/verify?store=new")).toMatchObject({ lost: 0, wrong: 0 });
  });

  test("pausing drains, and the rate can be changed", async () => {
    const paused = await shop.post<TrafficState>("/traffic", { paused: true });
    expect(paused.body).toMatchObject({ paused: true, inFlight: 0 });
    const changed = await shop.post<TrafficState>("/traffic", { rate: 80, paused: false });
    expect(changed.body).toMatchObject({ paused: false, rate: 80 });
    await moreWrites(shop);
  });

  test("a killed process comes back", async () => {
    const before = (await state(shop)).processes.find(({ name }) => name === "monolith");
    process.kill(before?.pid as number, "SIGKILL");
    const present = async () => (await state(shop)).processes.find(({ name }) => name === "monolith");
    await expect.poll(async () => (await present())?.ports.monolith, WAIT).toEqual(expect.any(Number));
    await expect.poll(async () => (await present())?.pid, WAIT).not.toBe(before?.pid);
    await moreWrites(shop);
    expect(await shop.get("/verify?store=old")).toMatchObject({ lost: 0, wrong: 0 });
  });

  test("without Postgres it answers 503 and goes on when Postgres is back", async () => {
    await line.cut();
    const { failed } = await traffic(shop);
    await expect.poll(async () => (await traffic(shop)).failed, WAIT).toBeGreaterThan(failed + 10);
    const { ingress, processes } = await state(shop);
    expect((await fetch(`${ingress}/orders`, { headers: { "x-user-id": "5" } })).status).toBe(503);
    await line.restore();
    await moreWrites(shop);
    await expect.poll(async () => (await traffic(shop)).unresolved, WAIT).toBe(0);
    expect(await shop.get("/verify?store=old")).toMatchObject({ lost: 0, wrong: 0 });
    expect((await state(shop)).processes.map(({ pid }) => pid)).toEqual(processes.map(({ pid }) => pid));
  });

  test.each([
    ["/faults", { latencyMs: "much" }, 422],
    ["/faults", [], 422],
    ["/traffic", { rate: 0 }, 422],
    ["/traffic", { speed: 1 }, 422],
    ["/backfill", { module: "baskets" }, 422],
    ["/backfill", null, 422],
    ["/reconcile", { module: "orders", store: "both" }, 422],
    ["/reconcile", { module: "orders", store: "new", since: "yesterday" }, 422],
    ["/contact", { instance: "order-service-3", up: true }, 422],
    ["/contact", { instance: "order-service-1" }, 422],
    ["/kill", { process: "node-3" }, 422],
    ["/kill", { process: "node-1", awaySeconds: -1 }, 422],
    ["/kill", { process: "node-1", hard: true }, 422],
    ["/other", {}, 404],
  ])("POST %s %j is refused with %i", async (path, body, status) => {
    expect(await shop.post(path, body)).toMatchObject({ status, body: { detail: expect.any(String) } });
  });

  test("SIGTERM stops all of it cleanly", async () => {
    const all = await pids(shop);
    expect(await shop.stop("SIGTERM")).toBe(0);
    expect(all.filter(isAlive)).toEqual([]);
  });
});

test("its processes end when it is killed", async () => {
  const shop = await startShop(env);
  const all = await pids(shop);
  await shop.stop("SIGKILL");
  await expect.poll(() => all.filter(isAlive), WAIT).toEqual([]);
});

test("a missing variable is one clear line", async () => {
  await expect(startShop({ ...env, SWITCHYARD_TOKEN: "" })).rejects.toThrow(
    /ended with 2: orders: SWITCHYARD_TOKEN is not set\n$/,
  );
});
