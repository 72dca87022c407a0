import { afterAll, beforeAll, expect, it } from "vitest";
import { measurements } from "../../lib/measurements/reads/series.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";
import { rawRequest } from "../test-raw.ts";
import { exported } from "./test-export.ts";

let environment: TestEnvironment;
let dataplane: TestDataplane;
let token: string;

beforeAll(async () => {
  environment = await testEnvironment();
  token = (await environment.token(["report"])).token;
  dataplane = await testDataplane(environment.database.url, token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

/** Every export over a connection of its own, as from another process. */
async function send(body: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return (await rawRequest(dataplane.url, "/v1/metrics", { headers, body: JSON.stringify(body) })).body;
}

async function countOf(operation: string): Promise<number> {
  const scope = { projectId: environment.project.id, environmentId: environment.id };
  const query = { by: "operation", operation } as const;
  const { series } = await measurements(environment.database.pool, scope, query, new Date(Date.now() + 20_000));
  return series.flatMap(({ points }) => points).reduce((sum, { count }) => sum + count, 0);
}

const second = () => BigInt(Math.floor(Date.now() / 1000)) * 1_000_000_000n;
const counted = (count: number) => ({ count: String(count), sum: count / 20, bucketCounts: [String(count), "0", "0"] });

it("counts delta points of two pods that keep the same steps, in two exports and in one", async () => {
  const time = { startTimeUnixNano: String(second() - 10_000_000_000n), timeUnixNano: String(second()) };
  const [seven, five] = [7, 5].map((count) => exported("STEPS", { ...time, ...counted(count) }));
  expect([await send(seven), await send(five)]).toEqual([{}, {}]);
  const together = [6, 4].flatMap((count) => exported("TOGETHER", { ...time, ...counted(count) }).resourceMetrics);
  expect(await send({ resourceMetrics: together })).toEqual({});
  await until(
    () => countOf("STEPS"),
    (count) => count === 12,
  );
  await until(
    () => countOf("TOGETHER"),
    (count) => count === 10,
  );
});

it("counts a point that comes twice in one export once, and names the other", async () => {
  const { resourceMetrics } = exported("ALIKE");
  const answer = await send({ resourceMetrics: [...resourceMetrics, ...resourceMetrics] });
  expect(answer).toEqual({ partialSuccess: { rejectedDataPoints: "1", errorMessage: "1 sender not told apart" } });
  await until(
    () => countOf("ALIKE"),
    (count) => count === 3,
  );
});

it("counts cumulative points of nine replicas that say the same of themselves", async () => {
  const started = BigInt(Date.now() + 1) * 1_000_000n;
  for (const [round, count] of [10, 20, 30, 40].entries()) {
    for (let replica = 0; replica < 9; replica += 1) {
      const startTimeUnixNano = String(started + BigInt(replica));
      const timeUnixNano = String(started + BigInt(round + 1) * 1_000_000n);
      const { resourceMetrics } = exported("NINE", { startTimeUnixNano, timeUnixNano, ...counted(count) });
      for (const { scopeMetrics } of resourceMetrics) {
        for (const { metrics } of scopeMetrics) for (const { histogram } of metrics) histogram.aggregationTemporality = 2;
      }
      expect(await send({ resourceMetrics })).toEqual({});
    }
  }
  await until(
    () => countOf("NINE"),
    (count) => count === 360,
  );
});
