/** Lines that let a service be heard, by the way it speaks. They work as they are once `SWITCHYARD_TOKEN` is set. */
export function connectingLines(dataplane: string, key: string): Record<"curl" | "sdk" | "otlp", string> {
  const service = key.slice(0, Math.max(0, key.lastIndexOf("."))) || "service";
  return {
    curl: `curl ${dataplane}/ofrep/v1/evaluate/flags/${key} \\
  -H "Authorization: Bearer $SWITCHYARD_TOKEN" -H "Content-Type: application/json" \\
  -d '{"context":{"targetingKey":"user-1"}}'`,
    sdk: `import { createClient } from "@switchyard/sdk";

const switchyard = createClient({ url: "${dataplane}", token: process.env.SWITCHYARD_TOKEN, service: "${service}" });
await switchyard.ready();
switchyard.evaluate("${key}", { targetingKey: "user-1" }, "old");`,
    otlp: `OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=${dataplane}/v1/metrics
OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/protobuf
OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta
OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20$SWITCHYARD_TOKEN`,
  };
}
