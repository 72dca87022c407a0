import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature, ProviderEvents, ProviderStatus } from "@openfeature/web-sdk";
import { EventSource } from "eventsource";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { evaluationCases } from "../lib/core/vectors/cases.ts";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { testClient } from "./test-client.ts";
import { type TestDataplane, testDataplane } from "./test-dataplane.ts";
import { goldenDataplane } from "./test-golden.ts";
import { expectOfrep } from "./test-ofrep.ts";

testClient({
  language: "web",
  manifest: "package.json",
  provider: "@openfeature/ofrep-web-provider",
  fetch: () => [],
  command: () => [process.execPath, "main.mjs"],
});

type Asked = { path: string; status: number; tag: string | null };

/** A fetch that takes down what was asked and holds the answers against the standard. */
function watched(asked: Asked[]): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const { status, headers } = response;
    expectOfrep("POST", pathname, { status, headers, text: await response.clone().text() });
    asked.push({ path: pathname + search, status, tag: headers.get("etag") });
    return response;
  };
}

function providerFor({ url }: { url: string }, token: string, asked: Asked[] = []): OFREPWebProvider {
  const headers: [string, string][] = [["Authorization", `Bearer ${token}`]];
  return new OFREPWebProvider({ baseUrl: url, headers, fetchImplementation: watched(asked) });
}

beforeAll(() => {
  vi.stubGlobal("EventSource", EventSource);
});
afterEach(() => OpenFeature.close());

describe("the provider for the web", () => {
  let golden: Awaited<ReturnType<typeof goldenDataplane>>;
  beforeAll(async () => {
    golden = await goldenDataplane();
  });
  afterAll(() => golden.close());

  it("reads every golden case, attributes and broken subjects included", async () => {
    await OpenFeature.setProviderAndWait(providerFor(golden, golden.token), { targetingKey: "first" });
    // It takes every name of Object.prototype for a switch it has.
    const cases = evaluationCases.filter(
      ({ key, context: { targetingKey } }) => (targetingKey === undefined || typeof targetingKey === "string") && !(key in {}),
    );
    for (const { key, context, expect: expected } of cases) {
      await OpenFeature.setContext(context as never);
      const details = OpenFeature.getClient().getStringDetails(key, "the default");
      if ("value" in expected) expect(details).toMatchObject(expected);
      else expect(details).toMatchObject({ value: "the default", reason: "ERROR", errorCode: expected.errorCode });
    }
  });

  it("is not told everything again when nothing changed, and is when an attribute did", async () => {
    const asked: Asked[] = [];
    await OpenFeature.setProviderAndWait(providerFor(golden, golden.token, asked), { targetingKey: "u", plan: "free" });
    await OpenFeature.setContext({ plan: "free", targetingKey: "u" });
    await OpenFeature.setContext({ plan: "paid", targetingKey: "u" });
    // What its stream has it ask besides names what it has, and comes sooner or later.
    const told = asked.filter(({ path }) => !path.includes("flagConfigEtag"));
    expect(told.map(({ status }) => status)).toEqual([200, 304, 200]);
    expect(told[1]?.tag).toBe(told[0]?.tag);
    expect(told[2]?.tag).not.toBe(told[0]?.tag);
  });

  it("hears that its token is not known, and that for good", async () => {
    const refused = OpenFeature.setProviderAndWait(providerFor(golden, "nobody"), { targetingKey: "u" });
    await expect(refused).rejects.toThrow();
    expect(OpenFeature.getClient().providerStatus).toBe(ProviderStatus.FATAL);
    expect(OpenFeature.getClient().getStringValue("done.route", "the default")).toBe("the default");
  });
});

describe("the provider's event stream", () => {
  let environment: TestEnvironment;
  let dataplane: TestDataplane;
  beforeAll(async () => {
    environment = await testEnvironment(["orders"]);
    dataplane = await testDataplane(environment.database.url, "");
  });
  afterAll(async () => {
    await dataplane.close();
    await environment.close();
  });

  const read = () => OpenFeature.getClient().getStringDetails("orders.route", "the default");
  const revisionRead = () => read().flagMetadata.revision;

  it("brings a change without anybody asking", async () => {
    const { token } = await environment.token(["read"]);
    const asked: Asked[] = [];
    await OpenFeature.setProviderAndWait(providerFor(dataplane, token, asked), { targetingKey: "u" });
    let changed: unknown;
    OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, (details) => {
      changed = details?.flagsChanged;
    });
    // The stream's first event closes the gap between the answer and its opening: nothing changed meanwhile.
    await expect.poll(() => asked.at(-1)?.status).toBe(304);
    const revision = await environment.move("orders.route", "new", 30_000);
    await expect.poll(() => changed).toContain("orders.route");
    expect(read()).toMatchObject({ reason: "SPLIT", flagMetadata: { share: 30_000, revision } });
    expect(asked.at(-1)?.path).toMatch(/\?flagConfigEtag=%22\d+%22&flagConfigLastModified=\d+$/);
  });

  it("comes back by itself and brings what changed while it was away", async () => {
    const { token } = await environment.token(["read"]);
    const port = Number(new URL(dataplane.url).port);
    await OpenFeature.setProviderAndWait(providerFor(dataplane, token), { targetingKey: "u" });
    const before = await environment.move("orders.route", "new", 31_000);
    await expect.poll(revisionRead).toBe(before);
    await dataplane.close();
    const missed = await environment.move("orders.route", "new", 32_000);
    dataplane = await testDataplane(environment.database.url, "", { port });
    await expect.poll(revisionRead).toBe(missed);
  });

  it("says so when its token was revoked, and keeps what it has", async () => {
    const { id, token } = await environment.token(["read"]);
    await OpenFeature.setProviderAndWait(providerFor(dataplane, token), { targetingKey: "u" });
    const stale: unknown[] = [];
    OpenFeature.addHandler(ProviderEvents.Stale, (details) => stale.push(details));
    const { value } = read();
    await environment.revoke(id);
    await expect.poll(() => stale.length).toBeGreaterThan(0);
    expect(read().value).toBe(value);
  });
});
