import { OpenFeature, ProviderEvents, ProviderStatus } from "@openfeature/server-sdk";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { evaluate } from "../lib/core/evaluation/evaluate.ts";
import { parseSnapshot } from "../lib/core/evaluation/snapshot.ts";
import { evaluationCases, vectorSnapshot } from "../lib/core/vectors/cases.ts";
import { SOON } from "../scripts/test-patience.ts";
import { SwitchyardProvider } from "./openfeature.ts";
import { clientOf, closeAll, peerWith, readyClient } from "./test/harness.ts";
import { ordersAt, type Peer, TOKEN } from "./test/peer.ts";
import { testClient } from "./testing.ts";

afterEach(async () => {
  await OpenFeature.clearProviders();
  OpenFeature.clearHandlers();
  await closeAll();
});

const NOWHERE = { url: "http://127.0.0.1:9" };

describe("through OpenFeature a client answers the golden cases", () => {
  const snapshot = parseSnapshot(vectorSnapshot);
  const asked = () => {
    const { client } = clientOf(NOWHERE, { bootstrap: vectorSnapshot, coldStart: "persisted" });
    return client;
  };
  beforeAll(() => expect(evaluationCases.length).toBeGreaterThan(0));

  test.each(evaluationCases)("evaluation $id: $key, $name", async ({ key, context, expect: expected }) => {
    await OpenFeature.setProviderAndWait(key, new SwitchyardProvider(asked(), { readyMs: 0 }));
    const details = await OpenFeature.getClient(key).getStringDetails(key, "somewhere", context as Record<string, string>);
    const ours = evaluate(snapshot, key, context);
    if (ours.ok) expect(details).toMatchObject({ ...expected, flagKey: key, flagMetadata: ours.metadata });
    else expect(details).toMatchObject({ ...expected, value: "somewhere", reason: "ERROR", errorMessage: ours.errorDetails });
  });

  test("a switch is no boolean, number or object, and an unknown one is unknown whatever is asked", async () => {
    await OpenFeature.setProviderAndWait(new SwitchyardProvider(asked(), { readyMs: 0 }));
    const client = OpenFeature.getClient();
    const key = Object.keys(snapshot.switches)[0] as string;
    const wrong = { reason: "ERROR", errorCode: "TYPE_MISMATCH" };
    expect(await client.getBooleanDetails(key, true)).toMatchObject({ ...wrong, value: true });
    expect(await client.getNumberDetails(key, 7)).toMatchObject({ ...wrong, value: 7 });
    expect(await client.getObjectDetails(key, { a: 1 })).toMatchObject({ ...wrong, value: { a: 1 } });
    expect(await client.getBooleanDetails("no.route", true)).toMatchObject({ value: true, errorCode: "FLAG_NOT_FOUND" });
  });
});

test("rules meet a date as text, as they do over HTTP", async () => {
  const rule = {
    name: "day",
    conditions: [{ attribute: "day", operator: "prefix" as const, value: "2026-11" }],
    result: "next" as const,
  };
  const bootstrap = ordersAt(1, { route: { next: "new", rules: [rule] } });
  const { client } = clientOf(NOWHERE, { bootstrap });
  await OpenFeature.setProviderAndWait(new SwitchyardProvider(client, { readyMs: 0 }));
  const day = new Date("2026-11-21T00:00:00Z");
  expect(await OpenFeature.getClient().getStringValue("orders.route", "old", { day })).toBe("new");
});

test("a fallback below the switch's floor is overruled", async () => {
  const { client } = clientOf(NOWHERE, { bootstrap: ordersAt(1, { data: { position: "live", floor: "shadow" } }) });
  await OpenFeature.setProviderAndWait(new SwitchyardProvider(client, { readyMs: 0 }));
  const ask = (fallback: string) => OpenFeature.getClient().getStringDetails("orders.data", fallback);
  expect(await ask("off")).toMatchObject({ value: "live", reason: "ERROR" });
  expect(await ask("shadow")).toMatchObject({ value: "shadow", errorCode: "PROVIDER_NOT_READY" });
});

describe("events", () => {
  test("say what changed, that contact is lost, and that it is back", async () => {
    const peer = await peerWith(ordersAt(1));
    const heard = listen();
    await OpenFeature.setProviderAndWait(new SwitchyardProvider(optionsFor(peer)));
    expect(heard).toEqual(["PROVIDER_READY"]);
    const { getProviderStatus } = status();
    expect(getProviderStatus()).toBe(ProviderStatus.READY);

    const { switches } = ordersAt(2, { route: "new" });
    peer.publish({ ...ordersAt(2), switches: { ...ordersAt(1).switches, ...only(switches, "orders.route") } });
    await vi.waitFor(() => expect(heard.slice(1)).toEqual(["PROVIDER_CONFIGURATION_CHANGED orders.route"]), SOON);
    await peer.stop();
    await vi.waitFor(() => expect(heard.slice(2)).toEqual(["PROVIDER_STALE"]), SOON);
    expect(getProviderStatus()).toBe(ProviderStatus.STALE);
    expect(await OpenFeature.getClient().getStringValue("orders.route", "old")).toBe("new");
    await peer.start();
    await vi.waitFor(() => expect(heard.slice(3)).toEqual(["PROVIDER_READY"]), SOON);
    expect(getProviderStatus()).toBe(ProviderStatus.READY);
  });

  test("without a state in time the provider is in error, and ready when it comes", async () => {
    const peer = await peerWith(ordersAt(1));
    await peer.stop();
    const heard = listen();
    const provider = new SwitchyardProvider(optionsFor(peer), { readyMs: 50 });
    await expect(OpenFeature.setProviderAndWait(provider)).rejects.toThrow("No state came within 0.05 s.");
    expect(heard).toEqual(["PROVIDER_ERROR"]);
    expect(await OpenFeature.getClient().getStringDetails("orders.route", "old")).toMatchObject({
      errorCode: "PROVIDER_NOT_READY",
    });
    await peer.start();
    await vi.waitFor(() => expect(heard.slice(1, 2)).toEqual(["PROVIDER_READY"]), SOON);
    expect(await OpenFeature.getClient().getStringValue("orders.route", "new")).toBe("old");
  });

  test("a token that may only read is enough for route switches", async () => {
    const peer = await peerWith(ordersAt(1, { route: "new" }));
    peer.failing.set("/api/v1/instances", { status: 403 });
    const heard = listen();
    await OpenFeature.setProviderAndWait(new SwitchyardProvider(optionsFor(peer), { readyMs: 60_000 }));
    expect(await OpenFeature.getClient().getStringValue("orders.route", "old")).toBe("new");
    peer.publish(ordersAt(2));
    await vi.waitFor(
      () => expect(heard.map((event) => event.split(" ")[0])).toEqual(["PROVIDER_READY", "PROVIDER_CONFIGURATION_CHANGED"]),
      SOON,
    );
  });

  test("with a saved state and nobody there it is stale at once", async () => {
    const heard = listen();
    const { client } = clientOf(NOWHERE, { bootstrap: ordersAt(1) });
    await OpenFeature.setProviderAndWait(new SwitchyardProvider(client, { readyMs: 0 }));
    await vi.waitFor(() => expect(heard).toEqual(["PROVIDER_READY", "PROVIDER_STALE"]), SOON);
  });

  test("a handler that fails stops no other", async () => {
    const peer = await peerWith(ordersAt(1));
    const provider = new SwitchyardProvider(optionsFor(peer));
    const errors: unknown[] = [];
    const silent = () => undefined;
    provider.events.setLogger({ error: (...said) => errors.push(said[1]), warn: silent, info: silent, debug: silent });
    await provider.initialize();
    const heard: unknown[] = [];
    provider.events.addHandler(ProviderEvents.ConfigurationChanged, () => {
      throw new Error("a bad handler");
    });
    provider.events.addHandler(ProviderEvents.ConfigurationChanged, () => Promise.reject(new Error("a worse one")));
    provider.events.addHandler(ProviderEvents.ConfigurationChanged, (event) => heard.push(event));
    peer.publish(ordersAt(2, { route: "new" }));
    await vi.waitFor(() => expect(heard).toHaveLength(1), SOON);
    await vi.waitFor(() => expect(errors.map(String)).toEqual(["Error: a bad handler", "Error: a worse one"]), SOON);
    await provider.onClose();
  });
});

test("a client for tests provides too, ready at once", async () => {
  const client = testClient({ switches: { "orders.route": "old" } });
  const heard = listen();
  await OpenFeature.setProviderAndWait(new SwitchyardProvider(client));
  client.set("orders.route", "new");
  expect(await OpenFeature.getClient().getStringValue("orders.route", "old")).toBe("new");
  expect(heard).toEqual(["PROVIDER_READY", "PROVIDER_CONFIGURATION_CHANGED orders.route"]);
});

describe("closing", () => {
  test("ends the client the provider made", async () => {
    const peer = await peerWith(ordersAt(1));
    await OpenFeature.setProviderAndWait(new SwitchyardProvider(optionsFor(peer)));
    await OpenFeature.close();
    expect(peer.acknowledgements.at(-1)).toMatchObject({ service: "provided", leaseSeconds: 0 });
    await vi.waitFor(() => expect(peer.openStreams).toBe(0), SOON);
  });

  test("leaves alone the one it was given", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    const provider = new SwitchyardProvider(client);
    await OpenFeature.setProviderAndWait(provider);
    await OpenFeature.close();
    expect(await client.operation(async (positionOf) => positionOf("orders.call", {}))).toBe("old");
    expect(await provider.resolveStringEvaluation("orders.route", "old", {})).toMatchObject({ errorCode: "PROVIDER_NOT_READY" });
  });
});

function optionsFor(peer: Peer) {
  return { url: peer.url, token: TOKEN, service: "provided", pollEverySeconds: 0.1 };
}

function listen(): string[] {
  const heard: string[] = [];
  for (const type of Object.values(ProviderEvents)) {
    OpenFeature.addHandler(type, (event) => {
      const flags = event && "flagsChanged" in event ? ` ${event.flagsChanged}` : "";
      heard.push(`${type}${flags}`);
    });
  }
  return heard;
}

function only<T>(all: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => name === key));
}

function status() {
  const client = OpenFeature.getClient();
  return { getProviderStatus: () => client.providerStatus };
}
