import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { acknowledge, type Word } from "../../lib/instances/commands/acknowledge.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { Book } from "./book.ts";

let environment: TestEnvironment;
beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
});
afterAll(() => environment.close());

const EVERYBODY = 900;
const AT_ONCE = 30;

test("all who acknowledge a change are stored in few statements", async () => {
  const { pool } = environment.database;
  const { rows } = await pool.query("SELECT revision::int FROM environments WHERE id = $1", [environment.id]);
  const word = (n: number): Word => ({
    service: "api",
    instance: `pod-${n}`,
    version: "1",
    revision: rows[0].revision,
    leaseSeconds: 30,
    register: false,
    succeeds: [],
    heardAt: performance.now(),
  });
  // They are there already: room is looked for with those alone that are new.
  await acknowledge(
    pool,
    environment.id,
    Array.from({ length: EVERYBODY }, (_, n) => word(n)),
  );
  let batches = 0;
  let before = { many: false, ended: 0 };
  const pauses: number[] = [];
  const write = async (words: readonly Word[]) => {
    batches += 1;
    if (before.many) pauses.push(performance.now() - before.ended);
    const outcomes = await acknowledge(pool, environment.id, words);
    before = { many: words.length > 20, ended: performance.now() };
    return outcomes;
  };
  const book = new Book(write, () => rows[0].revision);
  const asked = vi.spyOn(pg.Client.prototype, "query");

  const answers: Promise<unknown>[] = [];
  for (let n = 0; n < EVERYBODY; n += AT_ONCE) {
    for (let k = 0; k < AT_ONCE; k += 1) answers.push(book.say(word(n + k)));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await Promise.all(answers);
  const statements = asked.mock.calls.length;
  asked.mockRestore();

  // Six or seven times a second, five statements each: 10,000 within three seconds take about a hundred.
  expect(Math.min(...pauses)).toBeGreaterThan(140);
  expect(statements).toBeLessThanOrEqual(5 * batches);
  await book.close();
  const stored = await pool.query("SELECT count(*)::int AS n FROM instances WHERE environment_id = $1", [environment.id]);
  expect(stored.rows[0].n).toBe(EVERYBODY);
});
