import { afterEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { ClosedError, NotAppliedError, SecondaryWriteError } from "../index.ts";
import { acknowledgingAfter, closeAll, deferred, readyClient } from "../test/harness.ts";
import { migrating, migratingAt, secondaryFailures, settled, USER } from "../test/migrating.ts";
import { ordersAt, type Peer } from "../test/peer.ts";

afterEach(closeAll);

const KEYED = { keyOf: (key: string) => key };

describe("a write that one store took and the other did not", () => {
  test("is in the ledger, and the caller succeeded", async () => {
    const { data, peer } = await migrating("dualwrite", ["new"], KEYED);
    expect(await data.write(USER, "create", "order-7")).toBe("write old order-7");
    await vi.waitFor(() => expect(peer.ledger.open).toHaveLength(1), SOON);
    expect(peer.ledger.open[0]).toMatchObject({
      module: "orders",
      store: "new",
      key: "order-7",
      subject: "user-1",
      operation: "create",
      error: "new is down",
    });
    expect(Math.abs((peer.ledger.open[0]?.at ?? 0) - Date.now() / 1000)).toBeLessThan(10);
  });

  test("fails for the caller where both stores are required", async () => {
    const required = ordersAt(1, { data: { position: "live", secondaryWrites: "required" } });
    const { data, peer, client, problems, stores } = await migratingAt(required, ["old"], KEYED);
    await expect(data.write(USER, "create", "a")).rejects.toThrow(SecondaryWriteError);
    expect(problems.filter((problem) => problem instanceof SecondaryWriteError)).toHaveLength(1);
    stores.failing.length = 0;
    expect(await data.write(USER, "create", "b")).toBe("write new b");
    await client.close();
    expect(peer.ledger.open).toMatchObject([{ store: "old", key: "a" }]);
    expect(secondaryFailures(peer)).toEqual([{ operation: "create", path: "old", count: 1 }]);
  });

  test.each([
    ["best-effort", { value: "write old a" }],
    ["required", { error: "orders.data: create: the new store: The operation took longer than its 0.1 s." }],
  ] as const)("and took too long counts as failed: %s", async (secondaryWrites, expected) => {
    const snapshot = ordersAt(1, { data: { position: "dualwrite", secondaryWrites } });
    const { data, peer, stores } = await migratingAt(snapshot, [], KEYED, { operationSeconds: 0.1 });
    stores.gates = { new: deferred() };
    expect(await settled(data.write(USER, "create", "a"))).toEqual(expected);
    stores.gates.new?.resolve();
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ store: "new", key: "a" }]), SOON);
  });

  test("is there too when nobody knows whether the authority took it", async () => {
    const { data, peer, stores } = await migrating("live", [], KEYED, { operationSeconds: 0.1 });
    stores.gates = { new: deferred() };
    await expect(data.write(USER, "create", "a")).rejects.toThrow("took longer");
    stores.gates.new?.resolve();
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ store: "old", key: "a" }]), SOON);
  });

  test("is there too when the authority failed, which may have committed before", async () => {
    const { data, peer } = await migrating("shadow", ["old"], KEYED);
    await expect(data.write(USER, "create", "a")).rejects.toThrow("old is down");
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ store: "new", key: "a", error: "old is down" }]), SOON);
  });

  test("is not there when the authority is certain that nothing happened", async () => {
    const writeOld = () => Promise.reject(new NotAppliedError("no such order"));
    const { data, client, peer } = await migratingAt(ordersAt(1, { data: "shadow" }), [], { ...KEYED, writeOld });
    await expect(data.write(USER, "create", "a")).rejects.toThrow("no such order");
    await client.close();
    expect(peer.ledger.entries.size).toBe(0);
  });

  test.each([
    ["there is no keyOf", undefined, "create"],
    ["keyOf throws", { keyOf: () => JSON.parse("{") }, "create"],
    ["the key is too long", { keyOf: () => "k".repeat(501) }, "create"],
    ["the key is empty", { keyOf: () => "" }, ""],
  ])("says that some key differs when %s", async (_, overrides, operation) => {
    const { data, peer } = await migrating("dualwrite", ["new"], overrides);
    expect(await data.write(USER, operation, "a")).toBe("write old a");
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ key: "*", operation: operation || "unnamed" }]), SOON);
  });
});

describe("acknowledging waits for the ledger", () => {
  test("and leases are renewed all the same", async () => {
    const { data, client, peer, problems } = await migrating("dualwrite", ["new"], KEYED, { instance: "one", leaseSeconds: 3 });
    peer.failing.set("/api/v1/ledger", { status: 503, headers: { "retry-after": "0" } });
    for (let i = 0; i < 20; i += 1) await data.write(USER, "create", `order-${i % 5}`);
    peer.publish(ordersAt(2, { data: "dualwrite" }));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    const before = saidBy(peer).length;
    await vi.waitFor(() => expect(saidBy(peer).length).toBeGreaterThan(before + 1), SOON);
    expect(saidBy(peer).every(({ revision }) => revision === 1)).toBe(true);
    await vi.waitFor(
      () => expect(problems.map(({ message }) => message).join()).toContain("POST /api/v1/ledger answered 503"),
      SOON,
    );

    peer.failing.clear();
    await vi.waitFor(() => expect(peer.members.get("one")?.revision).toBe(2), SOON);
    expect(peer.ledger.open.map(({ key }) => key).toSorted()).toEqual([0, 1, 2, 3, 4].map((i) => `order-${i}`));
  });

  test("and whoever ends meanwhile leaves a doubt as old as what was not told", async () => {
    const { data, peer } = await migrating("dualwrite", ["new"], KEYED, {
      instance: "one",
      leaseSeconds: 3,
      operationSeconds: 1,
    });
    const told = () => saidBy(peer).map(({ operationSeconds }) => Number(operationSeconds));
    expect(new Set(told())).toEqual(new Set([1]));
    peer.failing.set("/api/v1/ledger", { status: 503, headers: { "retry-after": "0" } });
    await data.write(USER, "create", "a");
    await vi.waitFor(() => expect(Math.max(...told())).toBeGreaterThanOrEqual(3), SOON);
    peer.failing.clear();
    await vi.waitFor(() => expect(peer.ledger.open).toHaveLength(1), SOON);
    await vi.waitFor(() => expect(told().at(-1)).toBe(1), SOON);
  });

  test("a key that fails again while it is being told is told again", async () => {
    const { data, peer } = await migrating("dualwrite", ["new"], KEYED);
    const held = deferred();
    peer.ledgerAnswers = held.promise;
    await data.write(USER, "create", "a");
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ key: "a", sequence: 1 }]), SOON);
    await data.write(USER, "create", "a");
    held.resolve();
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ key: "a", sequence: 2 }]), SOON);
  });

  test("a key that fails again under a newer state still waits for the older one", async () => {
    const { data, client, peer } = await migrating("dualwrite", ["new"], KEYED, { instance: "one" });
    peer.failing.set("/api/v1/ledger", { status: 503 });
    await data.write(USER, "create", "a");
    acknowledgingAfter(0);
    peer.publish(ordersAt(2, { data: "dualwrite" }));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    await data.write(USER, "create", "a");
    await readyClient(peer, { instance: "passer-by" });
    expect(peer.members.get("one")?.revision).toBe(1);
  });

  test("a key that never stops failing holds up nothing that is newer than what was told", async () => {
    const { data, client, peer } = await migrating("dualwrite", ["new"], KEYED, { instance: "one" });
    const held = deferred();
    peer.ledgerAnswers = held.promise;
    await data.write(USER, "create", "a");
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ sequence: 1 }]), SOON);
    peer.publish(ordersAt(2, { data: "dualwrite" }));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    await data.write(USER, "create", "a");
    expect(peer.members.get("one")?.revision).toBe(1);
    peer.failing.set("/api/v1/ledger", { status: 503, headers: { "retry-after": "60" } });
    held.resolve();
    await vi.waitFor(() => expect(peer.members.get("one")?.revision).toBe(2), SOON);
  });

  test("what an operation that is cut leaves behind is written down before it counts as ended", async () => {
    const options = { instance: "one", operationSeconds: 0.5 };
    const { data, client, peer, stores } = await migrating("dualwrite", [], KEYED, options);
    peer.failing.set("/api/v1/ledger", { status: 503 });
    stores.gates = { new: deferred() };
    const running = data.write(USER, "create", "a");
    peer.publish(ordersAt(2, { data: "dualwrite" }));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    expect(await running).toBe("write old a");
    stores.gates.new?.resolve();
    await readyClient(peer, { instance: "passer-by" });
    expect(peer.members.get("one")?.revision).toBe(1);
    peer.failing.clear();
    await vi.waitFor(() => expect(peer.members.get("one")?.revision).toBe(2), SOON);
    expect(peer.ledger.open).toMatchObject([{ key: "a" }]);
  });

  test("what failed after the newest state is delivered without holding it up", async () => {
    const { data, peer } = await migrating("dualwrite", ["new"], KEYED, { instance: "one" });
    peer.publish(ordersAt(2, { data: "dualwrite" }));
    await vi.waitFor(() => expect(peer.members.get("one")?.revision).toBe(2), SOON);
    await data.write(USER, "create", "a");
    await data.write(USER, "create", "a");
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ key: "a" }]), SOON);
  });

  test("closing does not deregister an instance whose half-done writes nobody knows of", async () => {
    const { data, client, peer, problems } = await migrating("dualwrite", ["new"], KEYED, { instance: "one" });
    peer.failing.set("/api/v1/ledger", { status: 503 });
    await data.write(USER, "create", "a");
    await client.close();
    expect(peer.members.get("one")?.departed).toBe(false);
    expect(problems.map(({ message }) => message)).toContain(
      "Half-done writes could not be told, so this instance did not deregister.",
    );
  });

  test("closing cuts what began meanwhile, and tells what it leaves half-done", async () => {
    const { data, client, peer, stores } = await migrating("dualwrite", [], KEYED, { instance: "one", operationSeconds: 2 });
    stores.gates = { new: deferred() };
    const first = data.write(USER, "create", "a");
    const begun = performance.now();
    const closing = client.close();
    await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(begun + 500), SOON);
    // Still within its own deadline when the client waits no longer.
    const second = data.write(USER, "create", "b");
    expect(await Promise.all([first, second])).toEqual(["write old a", "write old b"]);
    expect(performance.now() - begun).toBeLessThan(2400);
    await closing;
    stores.gates.new?.resolve();
    expect(peer.ledger.open.map(({ key }) => key)).toEqual(["a", "b"]);
    expect(peer.members.get("one")?.departed).toBe(true);
    await expect(data.write(USER, "create", "c")).rejects.toThrow(ClosedError);
  });

  test("nothing is dropped when there is too much: then some key differs", async () => {
    const { data, client, peer } = await migrating("dualwrite", ["new"], KEYED);
    peer.failing.set("/api/v1/ledger", { status: 503 });
    await Promise.all(Array.from({ length: 10_050 }, (_, i) => data.write(USER, "create", `order-${i}`)));
    peer.failing.clear();
    await client.close();
    expect(peer.ledger.open).toHaveLength(10_001);
    expect(peer.ledger.open.map(({ key }) => key)).toContain("*");
    expect(peer.ledger.deliveries).toBe(21);
  });
});

test("what the server would not take at once goes in parts", async () => {
  const long = (text: string) => "名".repeat(490) + text;
  const writeNew = (key: string) => Promise.reject(new Error(long(`cannot take ${key}`)));
  const { data, client, peer } = await migrating("dualwrite", [], { keyOf: long, writeNew });
  peer.failing.set("/api/v1/ledger", { status: 503, headers: { "retry-after": "0" } });
  const user = { targetingKey: long("user-1") };
  await Promise.all(Array.from({ length: 500 }, (_, i) => data.write(user, "create", String(i))));
  peer.failing.clear();
  await client.close();
  expect(peer.ledger.open).toHaveLength(500);
  expect(peer.ledger.largest).toBeLessThan(1024 * 1024);
});

function saidBy(peer: Peer) {
  return peer.acknowledgements.filter(({ instance }) => instance === "one");
}

test("an instance says whose stores it writes", async () => {
  const { client, peer } = await migrating("off", [], {}, { instance: "one" });
  await vi.waitFor(() => expect(peer.members.get("one")?.writes).toEqual(["orders"]), SOON);
  await readyClient(peer);
  await client.close();
});
