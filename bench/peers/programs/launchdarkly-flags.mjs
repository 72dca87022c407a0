import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { init } from "@launchdarkly/node-server-sdk";
import { FileDataSourceFactory } from "@launchdarkly/node-server-sdk/integrations";

/** A client that has its flags from a file and sends nothing. */
export async function clientWith(flags) {
  const folder = mkdtempSync(join(tmpdir(), "flags-"));
  const file = join(folder, "flags.json");
  writeFileSync(file, JSON.stringify({ flags }));
  const client = init("sdk-key", {
    updateProcessor: new FileDataSourceFactory({ paths: [file] }).getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger: { error: console.error, warn() {}, info() {}, debug() {} },
  });
  await client.waitForInitialization({ timeout: 10 });
  return {
    client,
    close: () => {
      client.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function flag(key, variations, more) {
  return [
    key,
    { key, version: 1, on: true, salt: key, variations, offVariation: 0, targets: [], prerequisites: [], rules: [], ...more },
  ];
}
