import { afterAll, beforeAll, expect, it } from "vitest";
import { hearsThrough } from "../lib/platform/hears.ts";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { startDataplane } from "./dataplane.ts";
import { until } from "./test-dataplane.ts";
import { testPooler } from "./test-pooler.ts";

let environment: TestEnvironment;
let pooler: Awaited<ReturnType<typeof testPooler>>;

beforeAll(async () => {
  environment = await testEnvironment();
  pooler = await testPooler(environment.database.url);
});
afterAll(async () => {
  await pooler.close();
  await environment.close();
});

async function readiness(database: { databaseUrl: string; directUrl?: string }) {
  let looked: Promise<unknown> | undefined;
  const hears = (url: string) => {
    const heard = hearsThrough(url);
    looked = heard;
    return heard;
  };
  const dataplane = await startDataplane({ ...database, hears, home: null, host: "127.0.0.1", port: 0 });
  await until(
    () => looked,
    (it) => it !== undefined,
  );
  await looked;
  const answer = await fetch(`http://127.0.0.1:${dataplane.port}/readyz`);
  const body = await answer.json();
  await dataplane.close();
  return body;
}

it("is found out by what does not arrive", async () => {
  expect([await hearsThrough(environment.database.url), await hearsThrough(pooler.url)]).toEqual([true, false]);
});

it("is named where readiness is asked for, and DIRECT_URL helps", async () => {
  const detail = expect.stringMatching(/by polling, within five seconds\. .*set DIRECT_URL/);
  expect(await readiness({ databaseUrl: pooler.url })).toMatchObject({
    status: "degraded",
    degraded: [{ part: "notifications", detail }],
  });
  const helped = await readiness({ databaseUrl: pooler.url, directUrl: environment.database.url });
  expect(helped).toMatchObject({ status: "ready", degraded: [] });
});
