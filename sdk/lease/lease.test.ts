import { afterEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { LeaseError, type Stage } from "../index.ts";
import { clientOf, closeAll, deferred, peerWith, readyClient } from "../test/harness.ts";
import { migrating, USER } from "../test/migrating.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

describe("before it is registered", () => {
  test("an instance acts on no call and no data switch, but answers route switches", async () => {
    const peer = await peerWith(ordersAt(1, { route: "new", call: "new", data: { position: "live", floor: "dualwrite" } }));
    peer.stores = false;
    const { client } = clientOf(peer);
    await vi.waitFor(() => expect(client.revision).toBe(1), SOON);
    expect(client.position("orders.route", {}, "old")).toBe("new");
    expect(client.evaluate("orders.call", {}, "old")).toMatchObject({
      value: "old",
      reason: "ERROR",
      errorCode: "PROVIDER_NOT_READY",
    });
    await expect(client.operation(() => Promise.resolve())).rejects.toThrow(LeaseError);
    expect(await client.ready(0)).toBe(false);
    const patient = [Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 32].map((ms) => client.ready(ms));
    // No fallback puts anybody below what is safe beside the others.
    expect(client.position<Stage>("orders.data", {}, "off")).toBe("live");
    expect(client.position<Stage>("orders.data", {}, "rampdown")).toBe("rampdown");
    peer.stores = true;
    expect(await client.ready(5000)).toBe(true);
    expect(await Promise.all(patient)).toEqual([true, true, true]);
    expect(client.position("orders.call", {}, "old")).toBe("new");
    expect(await client.operation(async (positionOf) => positionOf("orders.call", USER))).toBe("new");
  });

  test("a change that came in between is taken up first", async () => {
    const peer = await peerWith(ordersAt(1));
    peer.stores = false;
    const { client, problems } = clientOf(peer, { instance: "one" });
    await vi.waitFor(() => expect(problems.length).toBeGreaterThan(0), SOON);
    // Published without a word on the stream: the registration itself is what finds out.
    peer.snapshot = ordersAt(2, { call: "new" });
    peer.stores = true;
    expect(await client.ready(5000)).toBe(true);
    expect(peer.members.get("one")).toMatchObject({ revision: 2, register: true });
    expect(client.position("orders.call", {}, "old")).toBe("new");
  });
});

describe("when the lease cannot be renewed", () => {
  test("one that holds goes on as it last knew", async () => {
    const { data, client, peer } = await migrating("dualwrite", [], {}, { leaseSeconds: 3, instance: "one" });
    await peer.stop();
    await vi.waitFor(() => expect(peer.members.get("one")?.leaseUntil).toBeLessThan(Date.now()), SOON);
    expect(await data.write(USER, "create", "a")).toBe("write old a");
    expect(client.position("orders.call", {}, "new")).toBe("old");
  });

  test("one that fences fails, operations in flight too, until contact returns", async () => {
    const started = performance.now();
    const fence = { onLeaseLoss: "fence", leaseSeconds: 3, instance: "one" } as const;
    const { data, client, peer, stores } = await migrating("dualwrite", [], { keyOf: (key) => key }, fence);
    expect(peer.members.get("one")?.onLeaseLoss).toBe("fence");
    peer.failing.set("/api/v1/instances", { status: 503 });
    stores.gates = { old: deferred() };
    const running = data.write(USER, "create", "a");
    await expect(running).rejects.toThrow(LeaseError);
    expect((performance.now() - started) / 1000).toBeLessThan(3.5);
    await expect(data.read(USER, "get", "a")).rejects.toThrow(LeaseError);
    expect(client.evaluate("orders.data", USER, "old")).toMatchObject({ reason: "ERROR" });
    stores.gates.old?.resolve();

    peer.failing.clear();
    await vi.waitFor(() => expect(client.evaluate("orders.data", USER, "old").reason).toBe("STATIC"), SOON);
    // It may have reached one store: the ledger has it.
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ store: "new", key: "a" }]), SOON);
    expect(stores.calls).toEqual(["write old a"]);
    stores.gates = {};
    expect(await data.write(USER, "create", "b")).toBe("write old b");
  });

  test("an answer that grants none is no renewal", async () => {
    const { data, peer } = await migrating("off", [], {}, { onLeaseLoss: "fence", leaseSeconds: 3 });
    peer.stores = false;
    await vi.waitFor(() => expect(data.read(USER, "get", "a")).rejects.toThrow(LeaseError), SOON);
    expect(peer.acknowledgements.length).toBeGreaterThan(1);
  });
});

describe("when changes do not wait for it any more", () => {
  test("an instance that was written off stops, catches up and registers anew", async () => {
    const { data, client, peer, problems } = await migrating("shadow", [], {}, { instance: "one", leaseSeconds: 3 });
    const first = peer.members.get("one")?.incarnation;
    peer.members.writeOff("one");
    peer.snapshot = ordersAt(2, { data: "live" });
    await vi.waitFor(() => expect(peer.members.get("one")?.departed).toBe(false), SOON);
    expect(peer.members.get("one")).toMatchObject({ revision: 2, register: true, incarnation: first });
    expect(client.revision).toBe(2);
    await vi.waitFor(async () => expect(await data.write(USER, "create", "a")).toBe("write new a"), SOON);
    expect(problems.map(({ message }) => message).join()).toContain("unknown-instance");
  });

  test("no operation that is not registered begins in between", async () => {
    const { data, client, peer, stores } = await migrating("off", [], {}, { instance: "one", leaseSeconds: 3 });
    const held = deferred();
    const running = client.operation(() => held.promise);
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    peer.members.writeOff("one");
    await vi.waitFor(() => expect(data.write(USER, "create", "a")).rejects.toThrow(LeaseError), SOON);
    // What began under the state before is still running: it cannot register at this one.
    await readyClient(peer);
    expect(peer.members.get("one")?.departed).toBe(true);
    await expect(data.write(USER, "create", "b")).rejects.toThrow(LeaseError);
    const before = stores.calls.length;
    held.resolve();
    await running;
    await vi.waitFor(() => expect(peer.members.get("one")?.departed).toBe(false), SOON);
    expect(peer.members.get("one")?.revision).toBe(2);
    expect(stores.calls).toHaveLength(before);
  });

  test("the state of another installation is not acted on before it is registered there", async () => {
    const { client, peer } = await migrating("off", [], {}, { instance: "one" });
    peer.stores = false;
    peer.publish({ ...ordersAt(7, { call: "new" }), salt: "of another installation" });
    await vi.waitFor(() => expect(client.revision).toBe(7), SOON);
    expect(client.evaluate("orders.call", {}, "old").reason).toBe("ERROR");
    peer.stores = true;
    await vi.waitFor(() => expect(client.position("orders.call", {}, "old")).toBe("new"), SOON);
    expect(peer.acknowledgements.at(-1)).toMatchObject({ revision: 7, register: true });
  });
});
