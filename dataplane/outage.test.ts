import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { emptyHistogram, observe } from "../lib/core/measurements/histogram.ts";
import { listInstances } from "../lib/instances/reads/list.ts";
import { measurements } from "../lib/measurements/reads/series.ts";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { testDataplane, until } from "./test-dataplane.ts";
import { openEvents } from "./test-events.ts";
import { type TestProxy, testProxy } from "./test-proxy.ts";

const FLAG = "/ofrep/v1/evaluate/flags/orders.route";

let environment: TestEnvironment;
let proxy: TestProxy;
let home: string;
let token: string;

beforeAll(async () => {
  environment = await testEnvironment();
  proxy = await testProxy(environment.database.url);
  home = mkdtempSync(join(tmpdir(), "dataplane-"));
  token = (await environment.token(["read", "report"])).token;
});
afterAll(async () => {
  await proxy.close();
  await environment.close();
  rmSync(home, { recursive: true, force: true });
});

const start = (databaseUrl = proxy.url, folder = home) => testDataplane(databaseUrl, token, { home: folder });

describe("while Postgres is away", () => {
  it("everything is answered from memory, what is sent waits, and all of it catches up", async () => {
    const dataplane = await start();
    const stream = await openEvents(`${dataplane.url}/api/v1/stream`, { authorization: `Bearer ${token}` });
    await stream.wait(1);
    expect((await dataplane.get("/readyz")).body).toMatchObject({ status: "ready", degraded: [] });
    const flags = await dataplane.post("/ofrep/v1/evaluate/flags", {});

    let failed = 0;
    let asked = 0;
    let asking = true;
    const reader = (async () => {
      while (asking) {
        const { status } = await dataplane.post(FLAG, { context: { targetingKey: "u" } });
        asked += 1;
        if (status !== 200) failed += 1;
      }
    })();

    proxy.cut();
    const degraded = await until(
      () => dataplane.get("/readyz"),
      ({ text }) => text.includes("postgres"),
    );
    expect([degraded.status, degraded.body.status]).toEqual([200, "degraded"]);
    expect(degraded.body.degraded).toMatchObject([{ part: "postgres", detail: expect.stringContaining("cannot be read since") }]);
    const stale = await dataplane.post(FLAG, {});
    expect(stale.body).toMatchObject({ reason: "STATIC", value: "old", metadata: { stale: true } });
    const bulk = await dataplane.post("/ofrep/v1/evaluate/flags", {}, { "if-none-match": flags.headers.get("etag") as string });
    expect(bulk.body.metadata).toMatchObject({ stale: true });

    const at = Math.floor(Date.now() / 10_000) * 10;
    const histogram = emptyHistogram();
    observe(histogram, 0.1);
    const window = {
      module: "orders",
      kind: "http",
      operation: "away",
      path: "old",
      at,
      count: 1,
      errors: 0,
      sum: 0.1,
      histogram,
    };
    const report = await dataplane.post("/api/v1/reports", { service: "s", instance: "i", batch: "1", windows: [window] });
    expect(report.body).toMatchObject({ accepted: 1 });
    const { revision } = (await dataplane.get("/api/v1/snapshot")).body;
    expect((await dataplane.post("/api/v1/instances", { service: "s", instance: "i", revision })).status).toBe(200);
    await until(
      () => dataplane.get("/readyz"),
      ({ body }) => {
        const parts = (body.degraded as { part: string }[]).map(({ part }) => part);
        return parts.includes("measurements") && parts.includes("instances");
      },
    );
    expect((await dataplane.post(FLAG, {}, { authorization: "Bearer unknown" })).status).toBe(401);

    const changed = await environment.move("orders.route", "new");
    await until(
      () => asked,
      (count) => count > 100,
      15,
    );
    proxy.restore();
    await until(
      () => dataplane.post(FLAG, {}),
      ({ body }) => body.value === "new" && !("stale" in (body.metadata as object)),
    );
    expect((await stream.wait(2))[1]?.id).toBe(String(changed));
    const scope = { projectId: environment.project.id, environmentId: environment.id };
    const query = { by: "path" as const, operation: "away" };
    const stored = () => measurements(environment.database.pool, scope, query, new Date(Date.now() + 10_000));
    expect((await until(stored, ({ series }) => series.length === 1)).series[0]?.points).toMatchObject([{ t: at, count: 1 }]);
    const seen = async () =>
      (await listInstances(environment.database.db, { id: environment.id, key: "production" }, {}, new Date())).items;
    await until(seen, ([first]) => first?.revision === revision);
    await until(
      () => dataplane.get("/readyz"),
      ({ body }) => body.status === "ready",
    );

    asking = false;
    await reader;
    expect(failed).toBe(0);
    stream.close();
    await dataplane.close();
  }, 30_000);

  it("a server that only stopped answering counts as away, and nobody waits for it", async () => {
    const dataplane = await start();
    proxy.stall();
    await until(
      () => dataplane.get("/readyz"),
      ({ text }) => text.includes("postgres"),
      15,
    );
    const asked = Date.now();
    expect((await dataplane.post(FLAG, {})).status).toBe(200);
    expect((await dataplane.get("/api/v1/snapshot")).status).toBe(200);
    expect(Date.now() - asked).toBeLessThan(500);
    proxy.restore();
    await until(
      () => dataplane.get("/readyz"),
      ({ body }) => body.status === "ready",
    );
    await dataplane.close();
  }, 30_000);

  it("a lost connection alone is not noticed by readers", async () => {
    const dataplane = await start(environment.database.url);
    await environment.database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE '%dataplane%'",
    );
    await environment.move("orders.route", "old");
    await until(
      () => dataplane.post(FLAG, {}),
      ({ body }) => body.value === "old",
    );
    await dataplane.close();
  });
});

describe("a start without Postgres", () => {
  it("serves what the disk remembers, secrets not among it", async () => {
    const first = await start(environment.database.url);
    await environment.move("orders.route", "new");
    await until(
      () => first.post(FLAG, {}),
      ({ body }) => body.value === "new",
    );
    await first.close();

    const files = readdirSync(join(home, "snapshots"));
    expect(files).toContain(`${environment.id}.json`);
    for (const file of files) {
      const path = join(home, "snapshots", file);
      expect(statSync(path).mode & 0o077).toBe(0);
      expect(readFileSync(path, "utf8")).not.toContain(token);
    }

    writeFileSync(join(home, "snapshots", "broken.json"), '{"format":1,"sw');
    proxy.cut();
    const cold = await start();
    expect((await cold.get("/readyz")).body).toMatchObject({ status: "degraded", environments: 3 });
    expect((await cold.post(FLAG, {})).body).toMatchObject({ value: "new", metadata: { stale: true } });
    expect((await cold.post(FLAG, {}, { authorization: "Bearer nobody" })).status).toBe(401);
    proxy.restore();
    await until(
      () => cold.get("/readyz"),
      ({ body }) => body.status === "ready",
    );
    await cold.close();
  });

  it("with nothing on the disk says so, and begins to serve by itself", async () => {
    const empty = mkdtempSync(join(tmpdir(), "dataplane-"));
    proxy.cut();
    const cold = await start(proxy.url, empty);
    const ready = await cold.get("/readyz");
    expect([ready.status, ready.body.status]).toEqual([503, "starting"]);
    expect((await cold.get("/healthz")).status).toBe(200);
    const flag = await cold.post(FLAG, {});
    expect([flag.status, flag.headers.get("retry-after"), flag.body.errorCode]).toEqual([503, "2", "GENERAL"]);
    proxy.restore();
    await until(
      () => cold.post(FLAG, {}),
      ({ status }) => status === 200,
    );
    await cold.close();
    rmSync(empty, { recursive: true });
  });

  it("works on when the disk does not", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "dataplane-")), "a-file");
    writeFileSync(file, "");
    const dataplane = await start(environment.database.url, file);
    const { body } = await until(
      () => dataplane.get("/readyz"),
      ({ body: { status } }) => status === "degraded",
    );
    expect(body.degraded).toMatchObject([{ part: "disk" }]);
    expect((await dataplane.post(FLAG, {})).status).toBe(200);
    await dataplane.close();
  });
});
