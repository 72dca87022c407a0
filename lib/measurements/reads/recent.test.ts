import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { type TestProject, testProject } from "../../../scripts/test-project.ts";
import type { Queryable } from "../../platform/db.ts";
import { recentSummaries } from "./recent.ts";

let database: TestDatabase;
let project: TestProject;

beforeAll(async () => {
  database = await testDatabase();
  project = await testProject(database.db, { modules: ["orders"] });
});
afterEach(() => void vi.useRealTimers());
afterAll(() => database.close());

const NOW = Date.parse("2026-11-30T12:00:00Z");

test("sums that take longer are kept for longer, and none for more than ten seconds", async () => {
  const { id } = await database.db.environment.findFirstOrThrow({ where: { projectId: project.id, key: "production" } });
  // Time passes where a test says so, however busy the machine is.
  vi.useFakeTimers({ toFake: ["performance"] });
  const slow: Queryable = {
    query: (text, values) => {
      vi.advanceTimersByTime(400);
      return database.pool.query(text, values);
    },
  };
  const at = (seconds: number) => recentSummaries(slow, id, new Date(NOW + seconds * 1000));
  const first = at(0);
  await first;
  expect(at(3)).toBe(first);
  const second = at(11);
  expect(second).not.toBe(first);
  await second;

  const quick = (seconds: number) => recentSummaries(database.pool, id, new Date(NOW + seconds * 1000));
  const third = quick(22);
  await third;
  expect(quick(23)).toBe(third);
});
