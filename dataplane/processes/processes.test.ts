import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listInstances } from "../../lib/instances/reads/list.ts";
import { measurements } from "../../lib/measurements/reads/series.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { testRelay } from "../relay/test-relay.ts";
import { until } from "../test-dataplane.ts";

let environment: TestEnvironment;
let token: string;
let home: string;
let port: number;
let dataplane: ChildProcess;
let said = "";

function start(onPort: number): ChildProcess {
  const env = { DATABASE_URL: environment.database.url, SWITCHYARD_HOME: home, LOG_LEVEL: "info" };
  const settings = { DATAPLANE_PORT: String(onPort), DATAPLANE_PROCESSES: "2" };
  return spawn(process.execPath, ["--import", "tsx", "dataplane/main.ts"], { env: { ...process.env, ...env, ...settings } });
}

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  token = (await environment.token(["read", "report"])).token;
  home = mkdtempSync(join(tmpdir(), "processes-"));
  port = await freePort();
  dataplane = start(port);
  for (const stream of [dataplane.stdout, dataplane.stderr]) stream?.on("data", (chunk) => (said += chunk));
  await until(
    () => said,
    (text) => text.includes("dataplane listening"),
    25,
  );
}, 60_000);
afterAll(async () => {
  if (dataplane.exitCode === null) dataplane.kill("SIGKILL");
  await environment.close();
  rmSync(home, { recursive: true, force: true });
});

type Reply = { status: number; body: string };

/** On a connection of its own, unless an agent keeps one. */
function ask(path: string, body?: unknown, agent: Agent | false = false): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const sent = request({ port, host: "127.0.0.1", path, method: body ? "POST" : "GET", headers, agent }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.setTimeout(5000, () => sent.destroy(new Error("no answer")));
    sent.end(body ? JSON.stringify(body) : undefined);
  });
}

const evaluate = (agent?: Agent) => ask("/ofrep/v1/evaluate/flags/orders.route", { context: { targetingKey: "u" } }, agent);

/** How much each process has answered. */
async function answers(): Promise<Map<string, number>> {
  const { body } = await ask("/metrics");
  const found = body.matchAll(/^switchyard_process_answers_total\{pid="(\d+)"\} (\d+)/gm);
  return new Map([...found].map(([, pid = "", count]) => [pid, Number(count)]));
}

/** Those that answer on the public port: who counts more after being asked so often. */
async function workers(): Promise<string[]> {
  const before = await answers();
  for (let i = 0; i < 40; i += 1) expect((await evaluate()).status).toBe(200);
  return [...(await answers())].filter(([pid, count]) => count - (before.get(pid) ?? 0) >= 15).map(([pid]) => pid);
}

it("both processes answer, as one", async () => {
  expect(await workers()).toHaveLength(2);
  const { body } = await ask("/readyz");
  expect(JSON.parse(body)).toEqual({ status: "ready", environments: 3, degraded: [] });
  expect((await ask("/metrics")).body).toMatch(/^switchyard_environments 3$/m);
  const revision = await environment.move("orders.route", "new");
  for (let i = 0; i < 10; i += 1) {
    await until(evaluate, (reply) => JSON.parse(reply.body).metadata.revision === revision);
  }
  const word = { service: "s", instance: "i", incarnation: "a", revision, register: true };
  expect(JSON.parse((await ask("/api/v1/instances", word)).body)).toMatchObject({ stored: true });
  const { items } = await listInstances(environment.database.db, { id: environment.id, key: "production" }, {}, new Date());
  expect(items).toMatchObject([{ instance: "i", revision }]);
});

it("what a cumulative exporter sends adds up, whichever process takes it", async () => {
  const start = Date.now();
  for (let count = 1; count <= 12; count += 1) {
    expect((await ask("/v1/metrics", exportOf(start, start + count * 10, count))).status).toBe(200);
  }
  const scope = { projectId: environment.project.id, environmentId: environment.id };
  const query = { by: "path" as const, operation: "GET /orders" };
  const stored = async () => {
    const { series } = await measurements(environment.database.pool, scope, query, new Date(Date.now() + 20_000));
    return series.flatMap(({ points }) => points).reduce((sum, point) => sum + point.count, 0);
  };
  await until(stored, (sum) => sum === 12, 15);
});

it("what a relay of them passes on is stored, whichever process it meets", async () => {
  const relay = await testRelay(`http://127.0.0.1:${port}`, [(await environment.token(["relay"])).token], token);
  const { revision } = (await relay.get("/api/v1/snapshot")).body;
  for (let i = 0; i < 8; i += 1) {
    const { body } = await relay.post("/api/v1/instances", { service: "s", instance: `far ${i}`, revision });
    expect(body).toMatchObject({ stored: true, leaseSeconds: 30 });
  }
  await relay.close();
});

it("one that is killed takes along what it was at, and is replaced", async () => {
  const [victim] = await workers();
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  let asking = true;
  let failed = 0;
  let good = 0;
  const readers = Array.from({ length: 8 }, async () => {
    while (asking) {
      const { status } = await evaluate(agent).catch(() => ({ status: 0 }));
      if (status === 200) good += 1;
      else failed += 1;
    }
  });
  await until(
    () => good,
    (count) => count > 50,
  );
  process.kill(Number(victim), "SIGKILL");
  await until(
    () => said,
    (text) => text.includes("a worker process ended; starting another"),
  );
  const asked = good;
  await until(
    () => good,
    (count) => count > asked + 50,
  );
  asking = false;
  await Promise.all(readers);
  agent.destroy();
  const replaced = async () => {
    await evaluate();
    return [...(await answers()).keys()].filter((pid) => pid !== victim);
  };
  await until(replaced, (pids) => pids.length === 3, 25);
  expect(await workers()).toHaveLength(2);
  expect(failed).toBeLessThanOrEqual(8);
}, 60_000);

it("when told to end, all end in good order, with what they held stored", async () => {
  const pids = [...(await answers()).keys()].map(Number);
  expect(pids).toHaveLength(3);
  const ended = new Promise((resolve) => dataplane.on("exit", resolve));
  const at = Math.floor(Date.now() / 10_000) * 10;
  const comparisons = [{ module: "orders", operation: "last", at, compared: 7, equal: 7, different: 0, skipped: 0 }];
  await ask("/api/v1/reports", { service: "s", instance: "i", batch: "1", comparisons });
  dataplane.kill("SIGTERM");
  expect(await ended).toBe(0);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  const { rows } = await environment.database.pool.query("SELECT compared::int FROM operation_counts WHERE operation = 'last'");
  expect(rows).toEqual([{ compared: 7 }]);
  expect(said).not.toContain(token);
}, 30_000);

it("told to end while it starts, it ends as well", async () => {
  const starting = start(await freePort());
  const [first] = await once(starting.stdout as Readable, "data");
  starting.kill("SIGTERM");
  expect(String(first)).not.toContain("dataplane listening");
  expect((await once(starting, "exit"))[0]).toBe(0);
}, 30_000);

function exportOf(start: number, time: number, count: number) {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const point = {
    startTimeUnixNano: `${start}000000`,
    timeUnixNano: `${time}000000`,
    count,
    sum: count / 10,
    explicitBounds: [1],
    bucketCounts: [count, 0],
    attributes: [
      attribute("http.request.method", "GET"),
      attribute("http.route", "/orders"),
      attribute("switchyard.module", "orders"),
      attribute("switchyard.path", "old"),
    ],
  };
  const histogram = { aggregationTemporality: 2, dataPoints: [point] };
  const metric = { name: "http.server.request.duration", unit: "s", histogram };
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: free } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return free;
}
