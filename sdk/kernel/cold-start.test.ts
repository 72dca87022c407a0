import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { type ClientOptions, fileState, LeaseError, type StateStore } from "../index.ts";
import { acknowledgingAfter, clientOf, closeAll, deferred, peerWith, readyClient } from "../test/harness.ts";

import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

const NOWHERE = { url: "http://127.0.0.1:9" };
const HOUR = 3_600_000;
const LEASE = { until: Date.now() + HOUR, savedAt: Date.now() - 1000 };
const SAVED = { snapshot: ordersAt(4, { call: "new", route: "new" }), service: "tests", instance: "one", lease: LEASE };

/** Whether a client that starts from this without contact acts on its call switch. */
function actsOn(saved: unknown, options: Partial<ClientOptions> = {}): boolean {
  const { client } = clientOf(NOWHERE, { state: { load: () => JSON.stringify(saved), save: async () => undefined }, ...options });
  // Route switches answer at once, whatever the rest does.
  expect(client.position("orders.route", {}, "old")).toBe("new");
  const answer = client.evaluate("orders.call", {}, "old");
  return answer.reason !== "ERROR" && answer.value === "new";
}

describe("a start without contact acts on the saved state", () => {
  test.each([
    ["of one that holds", { ...SAVED, onLeaseLoss: "hold", lease: { until: Date.now() - HOUR, savedAt: Date.now() - HOUR } }, {}],
    ["of one that fences, within its lease", { ...SAVED, onLeaseLoss: "fence" }, { onLeaseLoss: "fence" }],
    ["whatever it is, where the service asked for it", { snapshot: SAVED.snapshot }, { coldStart: "persisted" }],
    ["under the name it had", { ...SAVED, onLeaseLoss: "hold" }, { instance: "one" }],
  ] as const)("%s", (_, saved, options) => {
    expect(actsOn(saved, options)).toBe(true);
  });
});

describe("a start without contact waits for it", () => {
  const past = { until: Date.now() - 1, savedAt: Date.now() - HOUR };
  const ahead = { until: Date.now() + 2 * HOUR, savedAt: Date.now() + HOUR };
  test.each([
    ["with a bare snapshot", SAVED.snapshot, {}],
    ["with a state of before there were leases", { snapshot: SAVED.snapshot }, {}],
    ["with one that never registered", { ...SAVED, onLeaseLoss: "hold", lease: null }, {}],
    ["with one that deregistered", { ...SAVED, onLeaseLoss: "hold", deregistered: true }, {}],
    ["after a lease that ran out, when fencing", { ...SAVED, onLeaseLoss: "fence", lease: past }, { onLeaseLoss: "fence" }],
    ["with a clock that went back, when fencing", { ...SAVED, onLeaseLoss: "fence", lease: ahead }, { onLeaseLoss: "fence" }],
    ["after a fence's lease, though it holds now", { ...SAVED, onLeaseLoss: "fence", lease: past }, { onLeaseLoss: "hold" }],
    ["under another name", { ...SAVED, onLeaseLoss: "hold" }, { instance: "two" }],
    ["as another service", { ...SAVED, onLeaseLoss: "hold" }, { service: "others" }],
  ] as const)("%s", (_, saved, options) => {
    expect(actsOn(saved, options)).toBe(false);
    expect(actsOn(saved, { ...options, coldStart: "persisted" })).toBe(true);
  });

  test("a bootstrap counts as a saved state, with the lease it names", () => {
    const at = (bootstrap: unknown) => clientOf(NOWHERE, { bootstrap }).client.evaluate("orders.call", {}, "old").reason;
    expect(at({ ...SAVED, onLeaseLoss: "hold" })).toBe("STATIC");
    expect(at(SAVED.snapshot)).toBe("ERROR");
  });

  test("and a lease that runs out meanwhile ends it", async () => {
    const lease = { until: Date.now() + 300, savedAt: Date.now() };
    const state: StateStore = {
      load: () => JSON.stringify({ ...SAVED, onLeaseLoss: "fence", lease }),
      save: async () => undefined,
    };
    const { client } = clientOf(NOWHERE, { state, onLeaseLoss: "fence" });
    expect(await client.operation(() => Promise.resolve("acted"))).toBe("acted");
    await vi.waitFor(() => expect(client.operation(() => Promise.resolve())).rejects.toThrow(LeaseError), SOON);
  });
});

describe("what is saved", () => {
  test("is the state before it is acknowledged", async () => {
    const saves: { text: string; done: () => void }[] = [];
    let slow = true;
    const state: StateStore = {
      load: () => null,
      save: (text) => new Promise((resolve) => (slow ? saves.push({ text, done: resolve }) : resolve())),
    };
    const peer = await peerWith(ordersAt(1));
    const { client } = clientOf(peer, { state, instance: "one" });
    await vi.waitFor(() => expect(saves).toHaveLength(1), SOON);
    expect(await client.ready(50)).toBe(false);
    saves[0]?.done();
    expect(await client.ready(5000)).toBe(true);
    await vi.waitFor(() => expect(saves).toHaveLength(2), SOON);
    saves[1]?.done();
    acknowledgingAfter(0);
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(saves).toHaveLength(3), SOON);
    await readyClient(peer, { instance: "passer-by" });
    expect(peer.members.get("one")?.revision).toBe(1);
    expect(JSON.parse(saves[2]?.text ?? "")).toMatchObject({ snapshot: { revision: 2 }, instance: "one", service: "tests" });
    saves[2]?.done();
    await vi.waitFor(() => expect(peer.members.get("one")?.revision).toBe(2), SOON);
    slow = false;
    for (const { done } of saves) done();
  });

  test("keeps the name over a restart, and a crash leaves a doubt", async () => {
    const path = await stateFile();
    const peer = await peerWith(ordersAt(1));
    await readyClient(peer, { state: fileState(path) });
    const name = peer.acknowledgements[0]?.instance ?? "";
    await vi.waitFor(async () => expect(JSON.parse(await readFile(path, "utf8")).lease).not.toBeNull(), SOON);
    // Another process from the same file: the first one never said that it left.
    const second = await readyClient(peer, { state: fileState(path) });
    expect(peer.members.doubts).toEqual([name]);
    await second.client.close();
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ instance: name, deregistered: true });
    expect(
      actsOn(JSON.parse(await readFile(path, "utf8")).snapshot.revision === 1 ? { ...SAVED, deregistered: true } : SAVED),
    ).toBe(false);
  });

  test("is waited for where loading takes a while", async () => {
    const loaded = deferred<string | null>();
    const peer = await peerWith(ordersAt(5));
    const { client } = clientOf(peer, { state: { load: () => loaded.promise, save: async () => undefined } });
    await vi.waitFor(() => expect(client.revision).toBe(5), SOON);
    expect(await client.ready(50)).toBe(false);
    loaded.resolve(JSON.stringify(SAVED));
    expect(await client.ready(5000)).toBe(true);
    expect(peer.members.get("one")).toMatchObject({ revision: 5, departed: false });
  });
});

async function stateFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "switchyard-state-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, "state.json");
}
