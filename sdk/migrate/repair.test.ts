import { afterEach, describe, expect, test, vi } from "vitest";
import type { Condition, Rule } from "../../lib/core/evaluation/snapshot.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { closeAll } from "../test/harness.ts";
import { type Migrating, migrating, migratingAt, USER } from "../test/migrating.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

type Copy = { key: string; from: string; to: string; subject: string };

function repairing({ client }: Migrating, act: (key: string) => void = () => undefined): Copy[] {
  const copies: Copy[] = [];
  client.repair({
    key: "orders.data",
    everySeconds: 0.05,
    copy: async (key, direction) => {
      copies.push({ key, ...direction });
      act(key);
    },
  });
  return copies;
}

describe("repair", () => {
  test("copies what failed from the authority, and says so", async () => {
    const shop = await migrating("shadow", ["new"], { keyOf: (key) => key });
    await shop.data.write(USER, "create", "order-1");
    await shop.data.write({ targetingKey: "user-2" }, "create", "order-2");
    await vi.waitFor(() => expect(shop.peer.ledger.open).toHaveLength(2), SOON);
    const copies = repairing(shop);
    await vi.waitFor(() => expect(shop.peer.ledger.open).toEqual([]), SOON);
    expect(copies).toEqual([
      { key: "order-1", from: "old", to: "new", subject: "user-1" },
      { key: "order-2", from: "old", to: "new", subject: "user-2" },
    ]);
  });

  test("a copy that fails is counted and tried again", async () => {
    const shop = await migrating("live", ["old"], { keyOf: (key) => key });
    await shop.data.write(USER, "create", "order-1");
    await vi.waitFor(() => expect(shop.peer.ledger.open).toHaveLength(1), SOON);
    let left = 2;
    const copies = repairing(shop, () => {
      left -= 1;
      if (left >= 0) throw new Error("still down");
    });
    await vi.waitFor(() => expect(shop.peer.ledger.open).toEqual([]), SOON);
    expect([...shop.peer.ledger.entries.values()]).toMatchObject([{ attempts: 2 }]);
    expect(copies.map(({ from, to }) => [from, to])).toEqual(Array.from({ length: 3 }, () => ["new", "old"]));
    expect(shop.problems.map(({ message }) => message)).toContain("orders.data: repair of order-1: still down");
  });

  test("what failed again during the copy stays open", async () => {
    const shop = await migrating("dualwrite", ["new"], { keyOf: (key) => key });
    await shop.data.write(USER, "create", "order-1");
    await vi.waitFor(() => expect(shop.peer.ledger.open).toHaveLength(1), SOON);
    const entry = shop.peer.ledger.open[0];
    let first = true;
    const copies = repairing(shop, () => {
      if (first && entry) entry.sequence += 1;
      first = false;
    });
    await vi.waitFor(() => expect(shop.peer.ledger.open).toEqual([]), SOON);
    expect(copies).toHaveLength(2);
  });

  test("leaves what names no record", async () => {
    const shop = await migrating("dualwrite", ["new"]);
    await shop.data.write(USER, "create", "order-1");
    await vi.waitFor(() => expect(shop.peer.ledger.open).toMatchObject([{ key: "*" }]), SOON);
    const polls = "GET /api/v1/ledger?module=orders&limit=100";
    const copies = repairing(shop);
    await vi.waitFor(() => expect(shop.peer.count(polls)).toBeGreaterThan(2), SOON);
    expect(copies).toEqual([]);
    expect(shop.peer.ledger.open).toHaveLength(1);
  });

  test("mends the write of a subject that a rule sent ahead by an attribute", async () => {
    const tester: Condition = { attribute: "tester", operator: "equals", value: true };
    const rules: Rule[] = [{ name: "testers", conditions: [tester], result: "next" }];
    const snapshot = ordersAt(1, { data: { position: "shadow", next: "live", rules } });
    const shop = await migratingAt(snapshot, ["old"], { keyOf: (key) => key });
    await shop.data.write({ ...USER, tester: true }, "create", "order-1");
    await vi.waitFor(() => expect(shop.peer.ledger.open).toMatchObject([{ store: "old" }]), SOON);
    const copies = repairing(shop);
    await vi.waitFor(() => expect(shop.peer.ledger.open).toEqual([]), SOON);
    expect(copies).toEqual([{ key: "order-1", from: "new", to: "old", subject: "user-1" }]);
  });

  test("does not wait for ever when the store that lacked the write is the authority by now", async () => {
    const shop = await migrating("live", ["old"], { keyOf: (key) => key });
    await shop.data.write(USER, "create", "order-1");
    await vi.waitFor(() => expect(shop.peer.ledger.open).toHaveLength(1), SOON);
    shop.peer.publish(ordersAt(2, { data: "shadow" }));
    await vi.waitFor(() => expect(shop.client.revision).toBe(2), SOON);
    const copies = repairing(shop);
    await vi.waitFor(() => expect(shop.peer.ledger.open).toEqual([]), SOON);
    expect(copies).toEqual([{ key: "order-1", from: "new", to: "old", subject: "user-1" }]);
  });

  test("ends with the client", async () => {
    const shop = await migrating("off");
    repairing(shop);
    await vi.waitFor(() => expect(shop.peer.count("GET /api/v1/ledger?module=orders&limit=100")).toBeGreaterThan(0), SOON);
    await shop.client.close();
    const polls = shop.peer.count("GET /api/v1/ledger?module=orders&limit=100");
    await migrating("off");
    expect(shop.peer.count("GET /api/v1/ledger?module=orders&limit=100")).toBe(polls);
    expect(() => shop.client.repair({ key: "orders.call", copy: async () => undefined })).toThrow(TypeError);
  });
});
