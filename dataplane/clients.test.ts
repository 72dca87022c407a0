import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluationCases, vectorSnapshot } from "../lib/core/vectors/cases.ts";
import { type TestDataplane, testDataplane } from "./test-dataplane.ts";

const NOWHERE = "postgres://switchyard@127.0.0.1:1/none";

let home: string;
let dataplane: TestDataplane;
const token = "a token nobody else has heard of yet";

/** Started from the disk alone: what it serves is exactly the snapshot of the golden cases. */
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "dataplane-"));
  mkdirSync(join(home, "snapshots"));
  const environmentId = randomUUID();
  const hash = createHash("sha256").update(token).digest("hex");
  const save = (name: string, content: unknown) => writeFileSync(join(home, "snapshots", name), JSON.stringify(content));
  save(`${environmentId}.json`, { id: environmentId, snapshot: vectorSnapshot, modules: {}, changedAt: 0 });
  save("tokens.json", [{ id: randomUUID(), hash, environmentId, scopes: ["read"], expiresAt: null }]);
  dataplane = await testDataplane(NOWHERE, token, { home });
});
afterAll(async () => {
  await dataplane.close();
  rmSync(home, { recursive: true, force: true });
});

describe("the golden cases over OFREP", () => {
  it.each(evaluationCases)("$id $name", async ({ key, context, expect: golden }) => {
    // OFREP refuses a targetingKey that is no text before any switch is asked.
    const odd = "targetingKey" in context && typeof context.targetingKey !== "string";
    const expected = odd ? { errorCode: "INVALID_CONTEXT" } : golden;
    const { status, body } = await dataplane.post(`/ofrep/v1/evaluate/flags/${encodeURIComponent(key)}`, { context });
    expect(body).toMatchObject(expected);
    expect(status).toBe("value" in expected ? 200 : expected.errorCode === "FLAG_NOT_FOUND" ? 404 : 400);
    const bulk = await dataplane.post("/ofrep/v1/evaluate/flags", { context });
    const items = (bulk.body.flags ?? []) as { key: string }[];
    if (status !== 404 && !odd) expect(items.find((item) => item.key === key)).toEqual(body);
  });
});

describe("the stock OpenFeature provider", () => {
  it("reads switches with two settings", async () => {
    const provider = new OFREPProvider({ baseUrl: dataplane.url, headers: [["Authorization", `Bearer ${token}`]] });
    await OpenFeature.setProviderAndWait("test", provider);
    const client = OpenFeature.getClient("test");
    const cases = evaluationCases.filter(
      ({ context }) => context.targetingKey === undefined || typeof context.targetingKey === "string",
    );
    for (const { key, context, expect: expected } of cases) {
      const details = await client.getStringDetails(key, "the default", context as never);
      if ("value" in expected) expect(details).toMatchObject(expected);
      else expect(details).toMatchObject({ value: "the default", reason: "ERROR", errorCode: expected.errorCode });
    }
    await OpenFeature.close();
  });

  it("hears what is wrong with its token", async () => {
    const provider = new OFREPProvider({ baseUrl: `${dataplane.url}/`, headers: [["X-API-Key", "nobody"]] });
    await OpenFeature.setProviderAndWait("stranger", provider);
    const details = await OpenFeature.getClient("stranger").getStringDetails("orders.route", "the default");
    expect(details).toMatchObject({ value: "the default", reason: "ERROR", errorCode: "GENERAL" });
    await OpenFeature.close();
  });
});
