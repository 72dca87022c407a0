import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { intakeLosses } from "../../lib/measurements/reads/losses.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "../test-dataplane.ts";
import { testProxy } from "../test-proxy.ts";

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

const losses = () => intakeLosses(environment.database.pool, environment.id, 86_400, new Date());
const lossOf = async (reason: string) => (await losses()).find((loss) => loss.reason === reason);

let sent = 0;
function report(operations: string[], other: object = {}, to = dataplane) {
  sent += 1;
  const at = Math.floor(Date.now() / 10_000) * 10;
  const counts = { compared: 1, equal: 1, different: 0, skipped: 0 };
  const comparisons = operations.map((operation) => ({ module: "orders", operation, at, ...counts, ...other }));
  return to.post("/api/v1/reports", { service: "api", instance: "api-1", batch: `b${sent}`, comparisons });
}

const otlp = (points: { module: string; route: string }[]) =>
  dataplane.post("/v1/metrics", {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              {
                name: "http.server.request.duration",
                unit: "s",
                histogram: {
                  aggregationTemporality: 1,
                  dataPoints: points.map(({ module, route }, i) => ({
                    timeUnixNano: `${Date.now() + i}000000`,
                    count: 1,
                    sum: 0.1,
                    bucketCounts: [1, 0],
                    explicitBounds: [1],
                    attributes: Object.entries({
                      "switchyard.module": module,
                      "switchyard.path": "new",
                      "http.route": route,
                    }).map(([key, stringValue]) => ({ key, value: { stringValue } })),
                  })),
                },
              },
            ],
          },
        ],
      },
    ],
  });

describe("what cannot be kept", () => {
  it("is counted with its reason and the series it was of", async () => {
    await report(["a", "b", "a"], { module: "nowhere" });
    await report(["a"], { at: 1 });
    const first = await until(losses, (found) => found.length === 2);
    expect(first).toEqual([
      { reason: "unknown module", count: 3, series: 2 },
      { reason: "too old", count: 1, series: 1 },
    ]);
    await report(["c"], { module: "nowhere" });
    await until(
      () => lossOf("unknown module"),
      (loss) => loss?.count === 4 && loss.series === 3,
    );
  });

  it("is counted for OTLP points too, which are told to the sender as ever", async () => {
    const points = [..."xyz"].map((route) => ({ module: "elsewhere", route: `/${route}` }));
    const { body } = await otlp(points);
    expect(body).toMatchObject({ partialSuccess: { rejectedDataPoints: "3", errorMessage: "3 unknown module" } });
    await until(
      () => lossOf("unknown module"),
      (loss) => loss?.count === 7,
    );
  });

  it("a label that is different every time fills the places, and the series that were there go on", async () => {
    await report(["honest"]);
    let accepted = 0;
    for (let i = 0; i < 4; i += 1) {
      const { body } = await report(Array.from({ length: 1000 }, (_, n) => `/orders/${i * 1000 + n}`));
      accepted += body.accepted as number;
    }
    expect(accepted).toBeLessThan(2000);
    expect((await report(["honest", "honest"])).body).toMatchObject({ accepted: 2, dropped: 0 });
    const loss = await until(
      () => lossOf("too many series"),
      (found) => found?.count === 4000 - accepted,
    );
    // A thousand are told apart; there were twice as many.
    expect(loss?.series).toBe(1000);
    expect((await dataplane.get("/metrics")).text).toContain(`reason="too many series"} ${4000 - accepted}`);
  });

  it("waits for Postgres and is stored once, however often it is tried", async () => {
    const proxy = await testProxy(environment.database.url);
    const other = await testDataplane(proxy.url, token);
    const before = (await lossOf("in the future"))?.count ?? 0;
    const future = { at: Math.floor(Date.now() / 1000) + 86_400 };
    await report(["a"], future, other);
    await until(
      () => lossOf("in the future"),
      (loss) => loss?.count === before + 1,
    );
    proxy.cut();
    await report(["a", "b"], future, other);
    await until(
      () => other.get("/readyz"),
      ({ text }) => text.includes("measurements"),
      10,
    );
    proxy.restore();
    await until(
      () => lossOf("in the future"),
      (loss) => loss?.count === before + 3 && loss.series === 2,
      15,
    );
    await other.close();
    await proxy.close();
    expect((await lossOf("in the future"))?.count).toBe(before + 3);
  }, 40_000);
});

describe("what a service lost", () => {
  it("is counted once, however often the batch is sent", async () => {
    const batch = { service: "orders", instance: "orders-1", batch: "after-an-outage", lost: 1500 };
    for (let i = 0; i < 2; i += 1) expect((await dataplane.post("/api/v1/reports", batch)).status).toBe(202);
    const lost = await until(
      () => lossOf("lost by the sender"),
      (found) => found !== undefined,
    );
    expect(lost).toMatchObject({ count: 1500, series: 1 });
  });
});
