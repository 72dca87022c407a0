import { type OpenFeatureId, openFeatureSnippets } from "./openfeature.ts";
import { type OpenTelemetryId, openTelemetrySnippets } from "./opentelemetry.ts";
import type { Snippet } from "./snippet.ts";

export type SnippetId = "sdk" | "migrator" | "curl" | OpenFeatureId | OpenTelemetryId;

const TARBALL = "switchyard-sdk-0.1.0.tgz";

/** What a service needs to read this module's switches and to send its measurements, ready to copy. */
export function snippetsOf(module: string, dataplane: string): Snippet<SnippetId>[] {
  return [
    {
      id: "sdk",
      install: `npm run pack:sdk          # in Switchyard's folder; makes build/sdk/${TARBALL}
npm install <path>/${TARBALL}`,
      text: `import { createClient } from "@switchyard/sdk";

const switches = createClient({
  url: "${dataplane}",
  token: process.env.SWITCHYARD_TOKEN,
  service: "my-service",
});
await switches.ready();

const context = { targetingKey: "42", appVersion: "5.8.0" };
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
    ...openFeatureSnippets(module, dataplane),
    {
      id: "curl",
      text: `curl -s -X POST ${dataplane}/ofrep/v1/evaluate/flags/${module}.route \\
  -H "Authorization: Bearer $SWITCHYARD_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"context":{"targetingKey":"42","appVersion":"5.8.0"}}'`,
    },
    ...openTelemetrySnippets(module, dataplane),
  ];
}

function identifier(module: string): string {
  const camel = module.replace(/[^a-zA-Z0-9]+(.)?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? "");
  return /^[a-zA-Z]/.test(camel) ? camel : `m${camel}`;
}
