import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AggregationTemporality, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";

export type Temporality = "delta" | "cumulative";

export type Bodies = { temporality: Temporality; modules: number; exports: number };

const ROUTES = ["/orders", "/orders/{id}", "/orders/{id}/items", "/customers/{id}", "/search"];
const NEVER_MS = 3_600_000;

/** Exports of the real SDK, each as later ones follow earlier ones. A point for both paths of each route of each module. */
export async function exportsOf({ temporality, modules, exports }: Bodies): Promise<{ bodies: Buffer[]; points: number }> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const exporter = new OTLPMetricExporter({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/metrics`,
    temporalityPreference: temporality === "delta" ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
  });
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: NEVER_MS });
  const resource = resourceFromAttributes({ "service.name": "bench", "service.instance.id": "bench-1" });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const duration = provider.getMeter("bench").createHistogram("http.server.request.duration", { unit: "s" });
  const series = seriesOf(modules);
  for (let n = 0; n < exports; n += 1) {
    for (const [i, attributes] of series.entries()) duration.record(((n * 31 + i * 7) % 500) / 1000, attributes);
    await reader.forceFlush();
  }
  await provider.shutdown();
  server.close();
  return { bodies: bodies.slice(0, exports), points: series.length };
}

function seriesOf(modules: number) {
  return Array.from({ length: modules }, (_, n) =>
    ROUTES.flatMap((route) =>
      ["old", "new"].map((path) => ({
        "switchyard.module": `module-${n}`,
        "switchyard.path": path,
        "http.request.method": "GET",
        "http.route": route,
        "http.response.status_code": 200,
      })),
    ),
  ).flat();
}
