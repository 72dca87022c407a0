import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane } from "../test-dataplane.ts";

const FLAGS = "/ofrep/v1/evaluate/flags";
const MARK = "\ufeff";

let environment: TestEnvironment;
let dataplane: TestDataplane;

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  const { token } = await environment.token(["read", "report"]);
  dataplane = await testDataplane(environment.database.url, token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

const instance = { service: "api", instance: "api-1", revision: 0, leaseSeconds: 3 };

it.each<[string, number, unknown]>([
  [`${FLAGS}/orders.route`, 200, { context: { targetingKey: "a" } }],
  [FLAGS, 200, { context: { targetingKey: "a" } }],
  ["/api/v1/instances", 200, instance],
  ["/api/v1/reports", 202, { service: "api", instance: "api-1", batch: "b1" }],
  ["/v1/metrics", 200, { resourceMetrics: [] }],
])("a body for %s may begin with a byte order mark", async (path, status, body) => {
  const reply = await dataplane.post(path, MARK + JSON.stringify(body));
  expect([reply.status, reply.text]).toEqual([status, expect.any(String)]);
  expect((await dataplane.post(path, MARK + MARK + JSON.stringify(body))).status).toBe(400);
});

it("a compressed one may as well", async () => {
  const body = gzipSync(`${MARK}{"resourceMetrics":[]}`);
  expect((await dataplane.post("/v1/metrics", body, { "content-encoding": "gzip" })).status).toBe(200);
});
