import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measurements } from "../../lib/measurements/reads/series.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";
import { exported } from "./test-export.ts";

let environment: TestEnvironment;
let dataplane: TestDataplane;

beforeAll(async () => {
  environment = await testEnvironment();
  dataplane = await testDataplane(environment.database.url, (await environment.token(["report"])).token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

async function stored(): Promise<Record<string, number>> {
  const scope = { projectId: environment.project.id, environmentId: environment.id };
  const { series } = await measurements(environment.database.pool, scope, { by: "operation" }, new Date(Date.now() + 20_000));
  const counts = series.map(({ operation, points }) => [operation, points.reduce((sum, { count }) => sum + count, 0)]);
  return Object.fromEntries(counts);
}

const FLASK = { name: "opentelemetry.instrumentation.flask", version: "0.66b1" };
const FORMER = { name: "http.server.duration", unit: "ms" };

/** What an instrumentation measured: histograms of one scope, collected at one time. */
function collected(scope: { name: string }, metrics: ReturnType<typeof former>[]) {
  return { resourceMetrics: [{ scopeMetrics: [{ scope, metrics: metrics.flat() }] }] };
}

const metricsOf = (request: ReturnType<typeof exported>) =>
  request.resourceMetrics.flatMap((resource) => resource.scopeMetrics[0]?.metrics ?? []);

const times = (nanoseconds: bigint) => ({
  startTimeUnixNano: String(nanoseconds - 1_000_000_000n),
  timeUnixNano: String(nanoseconds),
});
const now = () => BigInt(Date.now()) * 1_000_000n;

function former(method: string, target: string | undefined, at = now()) {
  const attributes = { "http.method": method, ...(target ? { "http.target": target } : {}) };
  return metricsOf(exported("", { ...times(at), explicitBounds: [100, 1000], attributes }, FORMER));
}

function stable(method: string, route: string, at = now()) {
  return metricsOf(exported(method, { ...times(at), attributes: { "http.route": route } }));
}

describe("the operation", () => {
  it("is the template that Python's instrumentations have in http.target, and never a path", async () => {
    const before = await stored();
    const told = async () => Object.fromEntries(Object.entries(await stored()).filter(([operation]) => !(operation in before)));
    await dataplane.post("/v1/metrics", collected(FLASK, [former("GET", "/orders/<id>"), former("PUT", undefined)]));
    const node = { name: "@opentelemetry/instrumentation-http" };
    await dataplane.post("/v1/metrics", collected(node, [former("POST", "/orders/4711?token=secret")]));
    const counts = await until(told, (all) => Object.keys(all).length >= 3);
    expect(counts).toEqual({ "GET /orders/<id>": 3, PUT: 3, POST: 3 });
  });
});

describe("requests under both names", () => {
  const counted = async (operation: string) => {
    await dataplane.post("/v1/metrics", collected(FLASK, [stable("GET", `/after${operation}`)]));
    return (await until(stored, (all) => all[`GET /after${operation}`] === 3))[`GET ${operation}`];
  };

  it("count once when they come together, in whichever order", async () => {
    const at = now();
    const both = [former("GET", "/both", at), stable("GET", "/both", at)];
    expect((await dataplane.post("/v1/metrics", collected(FLASK, both))).text).toBe("{}");
    await dataplane.post("/v1/metrics", collected(FLASK, [stable("GET", "/both", at + 1n), former("GET", "/both", at + 1n)]));
    expect(await counted("/both")).toBe(6);
  });

  it("count once when a Collector divided them", async () => {
    const at = now();
    await dataplane.post("/v1/metrics", collected(FLASK, [former("GET", "/divided", at)]));
    await dataplane.post("/v1/metrics", collected(FLASK, [stable("GET", "/divided", at)]));
    await dataplane.post("/v1/metrics", collected(FLASK, [stable("GET", "/divided", at + 1n)]));
    await dataplane.post("/v1/metrics", collected(FLASK, [former("GET", "/divided", at + 1n)]));
    expect(await counted("/divided")).toBe(6);
  });

  it("count once at a whole second too, where a second sender may have been meant, and it is named", async () => {
    const at = BigInt(Math.floor(Date.now() / 1000)) * 1_000_000_000n;
    const first = await dataplane.post("/v1/metrics", collected(FLASK, [former("GET", "/aligned", at)]));
    const other = await dataplane.post("/v1/metrics", collected(FLASK, [stable("GET", "/aligned", at)]));
    expect([first.text, other.text]).toEqual(["{}", expect.stringContaining("1 sender not told apart")]);
    expect(await counted("/aligned")).toBe(3);
  });

  it("count both when they are of different scopes", async () => {
    const at = now();
    await dataplane.post(
      "/v1/metrics",
      collected({ name: "opentelemetry.instrumentation.wsgi" }, [former("GET", "/scopes", at)]),
    );
    await dataplane.post("/v1/metrics", collected(FLASK, [stable("GET", "/scopes", at)]));
    expect(await counted("/scopes")).toBe(6);
  });
});
