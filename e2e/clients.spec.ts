import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { createClient } from "../sdk/index.ts";
import { call, DATAPLANE, move, serviceToken } from "./support/api.ts";
import { visit } from "./support/people.ts";
import { newProject } from "./support/project.ts";
import { expect, test } from "./support/test.ts";

/** The boundaries the semantic conventions name for this histogram. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Programs of others, unchanged: an OpenFeature provider reads switches, an OpenTelemetry exporter fills a chart. */

test("an unmodified OpenFeature provider answers as the SDK does", async () => {
  const project = await newProject();
  await move("alpha.route", "new", 40_000, project);
  const token = await serviceToken("stock OpenFeature", project);
  const sdk = createClient({ url: DATAPLANE, token, service: "journey" });
  expect(await sdk.ready(10_000)).toBe(true);
  await OpenFeature.setProviderAndWait(
    "journey",
    new OFREPProvider({ baseUrl: DATAPLANE, headers: [["Authorization", `Bearer ${token}`]] }),
  );
  const openFeature = OpenFeature.getClient("journey");

  const values = new Map<string, number>();
  for (let user = 0; user < 100; user += 1) {
    const context = { targetingKey: String(user) };
    const { value, reason, variant } = await openFeature.getStringDetails("alpha.route", "the default", context);
    expect({ value, reason, variant }).toEqual({
      value: sdk.evaluate("alpha.route", context, "old").value,
      reason: "SPLIT",
      variant: value,
    });
    values.set(value, (values.get(value) ?? 0) + 1);
  }
  expect([...values.keys()].sort()).toEqual(["new", "old"]);
  await OpenFeature.close();
  await sdk.close();
});

test("an unmodified provider reads the demo's switch", async () => {
  const token = await serviceToken("stock OpenFeature");
  await OpenFeature.setProviderAndWait("demo", new OFREPProvider({ baseUrl: DATAPLANE, headers: [["X-API-Key", token]] }));
  const details = await OpenFeature.getClient("demo").getStringDetails("orders.data", "the default", { targetingKey: "7" });
  expect(details).toMatchObject({ value: "off", variant: "off", flagMetadata: { module: "orders", axis: "data" } });
  await OpenFeature.close();
});

test("an unmodified OpenTelemetry exporter fills the module's chart", async ({ as }) => {
  const project = await newProject();
  await move("beta.route", "new", 50_000, project);
  const token = await serviceToken("stock exporter", project);
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: `${DATAPLANE}/v1/metrics`, headers: { authorization: `Bearer ${token}` } }),
    exportIntervalMillis: 60_000,
  });
  const metrics = new MeterProvider({ resource: resourceFromAttributes({ "service.name": "checkout" }), readers: [reader] });
  const duration = metrics.getMeter("journey").createHistogram("http.server.request.duration", {
    unit: "s",
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
  const attributes = (path: string) => ({
    "switchyard.module": "beta",
    "switchyard.path": path,
    "http.request.method": "GET",
    "http.route": "/orders/{id}",
    "http.response.status_code": 200,
  });
  for (let request = 0; request < 300; request += 1) {
    duration.record(0.08, attributes("old"));
    duration.record(0.02, attributes("new"));
  }
  await metrics.shutdown();

  const query = new URLSearchParams({ environment: "production", module: "beta", kind: "http" });
  type Series = { path: string; operation: string; points: { count: number; p50: number | null }[] };
  const series = async () =>
    (await call<{ series: Series[] }>("GET", `/api/v1/projects/${project}/measurements?${query}`)).series;
  const counted = async () =>
    (await series()).map(({ path, points }) => [path, points.reduce((sum, { count }) => sum + count, 0)]).sort();
  await expect.poll(counted, { timeout: 20_000 }).toEqual([
    ["new", 300],
    ["old", 300],
  ]);
  expect((await series()).map(({ operation }) => operation)).toEqual(["GET /orders/{id}", "GET /orders/{id}"]);

  const page = await as("viewer");
  await visit(page, `/p/${project}/m/beta?table=1`);
  await expect(page.getByText(/new p99 [12]\d(\.\d)?\sms, errors .*, old p99 (7\d|8\d|9\d|10\d)(\.\d)?\sms/)).toBeVisible();
  const point = page.getByRole("region", { name: "Points of the chart as a table" }).getByRole("row").nth(1);
  await expect(point).toContainText("300");
});
