import { afterEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { acknowledgingAfter, closeAll, peerWith, readyClient } from "../test/harness.ts";
import { ordersAt } from "../test/peer.ts";
import { testClient } from "../testing.ts";

afterEach(closeAll);

/** Longer than any test waits. */
const NEVER_MS = 100_000;

test("a change is acknowledged at the moment drawn for it", async () => {
  const peer = await peerWith(ordersAt(1));
  await readyClient(peer);
  acknowledgingAfter(90);
  const published = performance.now();
  peer.publish(ordersAt(2));
  await vi.waitFor(() => expect(peer.acknowledgements.at(-1)?.revision).toBe(2), SOON);
  expect(performance.now() - published).toBeGreaterThan(85);
});

test("one that comes meanwhile is acknowledged with it", async () => {
  const peer = await peerWith(ordersAt(1));
  await readyClient(peer);
  acknowledgingAfter(90);
  peer.publish(ordersAt(2));
  peer.publish(ordersAt(3));
  await vi.waitFor(() => expect(peer.acknowledgements.at(-1)?.revision).toBe(3), SOON);
  expect(peer.acknowledgements.map(({ revision }) => revision)).toEqual([1, 3]);
});

describe("the moment drawn holds up", () => {
  test("no renewal, which takes the revision along", async () => {
    const peer = await peerWith(ordersAt(1));
    acknowledgingAfter(NEVER_MS);
    const { client } = await readyClient(peer, { leaseSeconds: 3 });
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    await vi.waitFor(() => expect(peer.acknowledgements.at(-1)?.revision).toBe(2), SOON);
  });

  test("nothing else that is told", async () => {
    const peer = await peerWith(ordersAt(1));
    acknowledgingAfter(NEVER_MS);
    const { client } = await readyClient(peer);
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    const store = () => Promise.resolve("done");
    client.migrator({ key: "orders.data", readOld: store, readNew: store, writeOld: store, writeNew: store });
    await vi.waitFor(() => expect(peer.acknowledgements.at(-1)).toMatchObject({ revision: 2, writes: ["orders"] }), SOON);
  });

  test("no end", async () => {
    const peer = await peerWith(ordersAt(1));
    acknowledgingAfter(NEVER_MS);
    const { client } = await readyClient(peer);
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    await client.close();
    expect(peer.acknowledgements.map(({ leaseSeconds }) => leaseSeconds)).toEqual([30, 0]);
  });

  test("no new registration", async () => {
    const peer = await peerWith(ordersAt(1));
    acknowledgingAfter(NEVER_MS);
    const { client } = await readyClient(peer, { instance: "one", leaseSeconds: 3 });
    peer.members.writeOff("one");
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    await vi.waitFor(() => expect(peer.members.get("one")).toMatchObject({ revision: 2, register: true }), SOON);
  });
});

test("a client for tests draws nothing", () => {
  const client = testClient({ switches: { "orders.data": "off" } });
  const timers = vi.spyOn(globalThis, "setTimeout");
  try {
    client.set("orders.data", "dualwrite");
    expect([client.revision, timers.mock.calls]).toEqual([2, []]);
  } finally {
    timers.mockRestore();
  }
});
