import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { testProject } from "../../../scripts/test-project.ts";
import { acknowledgementSchema } from "../schema.ts";
import { acknowledge } from "./acknowledge.ts";
import { MOST_OF_SERVICE, MOST_OF_TOKEN } from "./judge.ts";

/** Names without end, of one service or one token. */

let database: TestDatabase;
let environmentId: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const project = await testProject(database.db, { modules: [] });
  const where = { projectId: project.id, key: "production" };
  environmentId = (await database.db.environment.findFirstOrThrow({ where })).id;
});

/** Half of them have just left. */
const fill = (service: string, count: number, token: string | null = null) =>
  database.pool.query(
    `INSERT INTO instances (environment_id, service, instance, service_version, revision, acknowledged_at, lease_until, first_seen_at,
       writes, token_id, departed_at, departure)
     SELECT $1, $2, 'i' || n, '', 0, now(), now(), now(), '{}', $4,
       CASE n % 2 WHEN 1 THEN now() END, CASE n % 2 WHEN 1 THEN 'deregistered' END
     FROM generate_series(1, $3::int) n`,
    [environmentId, service, count, token],
  );

async function say(service: string, instances: string[], token: string = randomUUID()) {
  const words = instances.map((instance) => ({
    ...acknowledgementSchema.parse({ service, instance, revision: 0, leaseSeconds: 60 }),
    heardAt: performance.now(),
    token,
  }));
  const outcomes = await acknowledge(database.pool, environmentId, words);
  return outcomes?.map(({ refusal }) => refusal && [refusal.rule, refusal.detail.most]);
}

it("find no more room in their service; who is there goes on, and other services come", async () => {
  await fill("flood", MOST_OF_SERVICE - 2);
  const full = ["too-many-instances", MOST_OF_SERVICE];
  expect(await say("flood", ["a", "b", "c", "i2"])).toEqual([null, null, full, null]);
  expect(await say("flood", ["d", "a"])).toEqual([full, null]);
  expect(await say("another", ["a"])).toEqual([null]);
});

it("find no more room with their token, and leave that of others", async () => {
  const token = randomUUID();
  for (const service of ["one", "two"]) await fill(service, MOST_OF_TOKEN / 2 - 1, token);
  expect(await say("three", ["a", "b", "c"], token)).toEqual([null, null, ["too-many-instances", MOST_OF_TOKEN]]);
  expect(await say("three", ["c"])).toEqual([null]);
});
