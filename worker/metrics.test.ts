import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../scripts/test-database.ts";
import { keepDoing } from "./loop.ts";
import { WorkerMetrics } from "./metrics.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("says how often each duty was done, and how often it failed", async () => {
  const metrics = new WorkerMetrics(database);
  const once = (name: string, work: () => Promise<void>) => ({
    name,
    due: "SELECT now()",
    everyMs: 3_600_000,
    longestMs: 3_600_000,
    work,
  });
  let ended = 0;
  const works = once("works", async () => {
    ended += 1;
  });
  const fails = once("fails", async () => {
    ended += 1;
    throw new Error("no");
  });
  const waits = { ...once("waits", async () => undefined), due: "SELECT NULL::timestamptz" };
  const { port, close } = await metrics.serve("127.0.0.1", 0);
  const loop = keepDoing(database.db, metrics.counted([works, fails, waits]));
  await expect.poll(() => ended).toBe(2);
  await loop.stop();

  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await answer.text();
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  for (const [duty, done, failed] of [
    ["works", 1, 0],
    ["fails", 0, 1],
    ["waits", 0, 0],
  ]) {
    expect(text).toContain(`switchyard_duties_total{duty="${duty}",outcome="done"} ${done}\n`);
    expect(text).toContain(`switchyard_duties_total{duty="${duty}",outcome="failed"} ${failed}\n`);
    expect(text).toContain(`switchyard_duty_seconds_total{duty="${duty}"} `);
  }
  expect(text).toMatch(/^switchyard_database_connections \d+$/m);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: "POST" })).status).toBe(404);
  close();
});
