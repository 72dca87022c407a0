import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parseSnapshot } from "../../lib/core/evaluation/snapshot.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { SOON } from "../../scripts/test-patience.ts";
import type { Snapshot } from "../index.ts";
import { Balancer } from "../test/balancer.ts";
import { clientOf, closeAll, type TestClient } from "../test/harness.ts";
import { Dataplane } from "../test/real-dataplane.ts";

const CLIENTS = 12;

let environment: TestEnvironment;
let homes: string[];
let replicas: [Dataplane, Dataplane];
let balancer: Balancer;

beforeAll(async () => {
  environment = await testEnvironment(["orders", "payments"]);
  homes = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), "switchyard-replica-"))));
  const start = (home: string) => Dataplane.start(environment.database.url, home);
  replicas = (await Promise.all(homes.map(start))) as [Dataplane, Dataplane];
  balancer = await Balancer.start(replicas.map(({ url }) => url));
}, 60_000);
afterAll(async () => {
  await closeAll();
  await balancer.close();
  await Promise.all(replicas.map((replica) => replica.stop("SIGTERM")));
  await environment.close();
  await Promise.all(homes.map((home) => rm(home, { recursive: true })));
});

/** A client, every revision it acted on, and every read that was not answered from a state. */
function following(token: string): TestClient & { revisions: number[]; failed: () => number; stop: () => void } {
  const made = clientOf({ url: balancer.url }, { token, pollEverySeconds: 10 });
  const revisions: number[] = [];
  let failed = 0;
  made.client.on("change", ({ revision }: Snapshot) => revisions.push(revision));
  const timer = setInterval(() => {
    const { reason } = made.client.evaluate("orders.route", { targetingKey: "user-1" }, "old");
    if (revisions.length > 0 && reason === "ERROR") failed += 1;
  }, 5);
  return { ...made, revisions, failed: () => failed, stop: () => clearInterval(timer) };
}

test("clients move over from a replica that ends: no change is missed, no read fails, nothing is sent whole", async () => {
  const { token } = await environment.token(["read", "report"]);
  const all = Array.from({ length: CLIENTS }, () => following(token));
  for (const { client } of all) expect(await client.ready(15_000)).toBe(true);
  const atFirst = balancer.snapshots;
  expect(atFirst).toBe(CLIENTS);

  let share = 0;
  let slowest = 0;
  /** Each of them with everybody before the next one is made. */
  const change = async (times: number) => {
    for (const last = share + times; share < last; ) {
      share += 1;
      const revision = await environment.move(share % 2 ? "orders.route" : "payments.route", "new", share);
      const begun = performance.now();
      await vi.waitFor(
        () => expect(Math.min(...all.map(({ client }) => client.revision))).toBeGreaterThanOrEqual(revision),
        SOON,
      );
      slowest = Math.max(slowest, performance.now() - begun);
    }
  };
  const [one, other] = replicas;
  await change(5);
  await Promise.all([one.stop("SIGTERM"), change(10)]);
  expect(balancer.snapshots).toBe(atFirst);
  await one.restart();
  await Promise.all([other.stop("SIGTERM"), change(10)]);

  const headers = { authorization: `Bearer ${token}` };
  const stored = parseSnapshot(await (await fetch(`${one.url}/api/v1/snapshot`, { headers })).json());
  for (const { client, revisions, failed, stop } of all) {
    stop();
    expect(parseSnapshot(client.snapshot())).toEqual(stored);
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
    expect(failed()).toBe(0);
  }
  await other.restart();
  process.stdout.write(`moving over: ${share} changes, the slowest with everybody after ${slowest.toFixed(0)} ms\n`);
}, 120_000);
