import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vectorSnapshot } from "../lib/core/vectors/cases.ts";
import type { DataplaneOptions } from "./dataplane.ts";
import { type TestDataplane, testDataplane } from "./test-dataplane.ts";

const NOWHERE = "postgres://switchyard@127.0.0.1:1/none";

/** A dataplane started from the disk alone: what it serves is exactly a snapshot of golden cases. */
export async function goldenDataplane(
  options: Partial<DataplaneOptions> = {},
  snapshot: unknown = vectorSnapshot,
): Promise<TestDataplane & { token: string }> {
  const home = mkdtempSync(join(tmpdir(), "dataplane-"));
  mkdirSync(join(home, "snapshots"));
  const token = "a token nobody else has heard of yet";
  const id = randomUUID();
  const hash = createHash("sha256").update(token).digest("hex");
  const save = (name: string, content: unknown) => writeFileSync(join(home, "snapshots", name), JSON.stringify(content));
  save(`${id}.json`, { id, snapshot, modules: {}, changedAt: 0, allowedOrigins: ["*"] });
  save("tokens.json", [{ id: randomUUID(), hash, environmentId: id, scopes: ["read"], expiresAt: null }]);
  const dataplane = await testDataplane(NOWHERE, token, { ...options, home });
  return {
    ...dataplane,
    token,
    close: async () => {
      await dataplane.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
