import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluationCases } from "../lib/core/vectors/cases.ts";
import { testClient } from "./test-client.ts";
import { goldenDataplane } from "./test-golden.ts";

testClient({
  language: "node",
  manifest: "package.json",
  provider: "@openfeature/ofrep-provider",
  fetch: () => [],
  command: () => [process.execPath, "main.mjs"],
});

describe("the provider for Node", () => {
  let dataplane: Awaited<ReturnType<typeof goldenDataplane>>;
  beforeAll(async () => {
    dataplane = await goldenDataplane();
  });
  afterAll(async () => {
    await OpenFeature.close();
    await dataplane.close();
  });

  it("reads every golden case, attributes and broken subjects included", async () => {
    const headers: [string, string][] = [["Authorization", `Bearer ${dataplane.token}`]];
    await OpenFeature.setProviderAndWait("test", new OFREPProvider({ baseUrl: dataplane.url, headers }));
    const client = OpenFeature.getClient("test");
    const cases = evaluationCases.filter(
      ({ context }) => context.targetingKey === undefined || typeof context.targetingKey === "string",
    );
    for (const { key, context, expect: expected } of cases) {
      const details = await client.getStringDetails(key, "the default", context as never);
      if ("value" in expected) expect(details).toMatchObject(expected);
      else expect(details).toMatchObject({ value: "the default", reason: "ERROR", errorCode: expected.errorCode });
    }
  });

  it("hears what is wrong with its token, also where its address ends in a slash", async () => {
    const provider = new OFREPProvider({ baseUrl: `${dataplane.url}/`, headers: [["X-API-Key", "nobody"]] });
    await OpenFeature.setProviderAndWait("stranger", provider);
    const details = await OpenFeature.getClient("stranger").getStringDetails("orders.route", "the default");
    expect(details).toMatchObject({ value: "the default", reason: "ERROR", errorCode: "GENERAL" });
  });

  it("pauses as long as it is told when it asks too often, and no longer", async () => {
    const slow = await goldenDataplane({ limits: { readsPerSecond: 1, reportsPerSecond: 1 } });
    const headers: [string, string][] = [["Authorization", `Bearer ${slow.token}`]];
    await OpenFeature.setProviderAndWait("eager", new OFREPProvider({ baseUrl: slow.url, headers }));
    const client = OpenFeature.getClient("eager");
    const read = () => client.getStringDetails("done.route", "the default");
    const burst = await Promise.all(Array.from({ length: 5 }, read));
    expect(burst.some(({ errorCode }) => errorCode === "GENERAL")).toBe(true);
    await expect.poll(async () => (await read()).value, { timeout: 10_000, interval: 200 }).toBe("new");
    await slow.close();
  });
});
