/** What a service needs to read this module's switches, ready to copy. */

export type Snippet = { id: "sdk" | "migrator" | "curl" | "otlp"; text: string };

export function snippetsOf(module: string, dataplane: string): Snippet[] {
  return [
    {
      id: "sdk",
      text: `import { createClient } from "@switchyard/sdk";

const switches = createClient({
  url: "${dataplane}",
  token: process.env.SWITCHYARD_TOKEN,
  service: "my-service",
});
await switches.ready();

const context = { targetingKey: String(userId), appVersion: "5.8.0" };
const route = switches.position("${module}.route", context, "old"); // "old" or "new"`,
    },
    {
      id: "migrator",
      text: `const ${identifier(module)} = switches.migrator({
  key: "${module}.data",
  readOld, readNew, writeOld, writeNew,
});
const order = await ${identifier(module)}.read(context, "get", orderId);
await ${identifier(module)}.write(context, "pay", payment);`,
    },
    {
      id: "curl",
      text: `curl -s -X POST ${dataplane}/ofrep/v1/evaluate/flags/${module}.route \\
  -H "Authorization: Bearer $SWITCHYARD_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"context":{"targetingKey":"42","appVersion":"5.8.0"}}'`,
    },
    {
      id: "otlp",
      text: `OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=${dataplane}/v1/metrics
OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/protobuf
OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta
OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20$SWITCHYARD_TOKEN
OTEL_RESOURCE_ATTRIBUTES=switchyard.module=${module}`,
    },
  ];
}

function identifier(module: string): string {
  const camel = module.replace(/[^a-zA-Z0-9]+(.)?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? "");
  return /^[a-zA-Z]/.test(camel) ? camel : `m${camel}`;
}
