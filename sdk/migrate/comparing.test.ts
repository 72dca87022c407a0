import { afterEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { closeAll, deferred } from "../test/harness.ts";
import { comparisons, measured, migrating, migratingAt, USER } from "../test/migrating.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

describe("a shadow read", () => {
  test("is not waited for", async () => {
    const { stores, data } = await migrating("shadow");
    stores.gates = { new: deferred() };
    expect(await data.read(USER, "get", "key")).toBe("read old key");
    expect(stores.calls).toEqual(["read old key", "read new key"]);
    stores.gates.new?.resolve();
  });

  test("that differs is read once more before it counts", async () => {
    const { stores, data, peer, client } = await migrating("live");
    stores.answers = { old: ["stale", "fresh"], new: ["fresh", "fresh"] };
    expect(await data.read(USER, "get", "a")).toBe("fresh");
    await client.close();
    expect(stores.calls).toEqual(["read new a", "read old a", "read new a", "read old a"]);
    expect(comparisons(peer)).toEqual({ compared: 1, equal: 1, different: 0, skipped: 0 });
    // What was read to make sure is no traffic.
    expect(measured(peer).map(({ path, count }) => [path, count])).toEqual([
      ["new", 1],
      ["old", 1],
    ]);
  });

  test("that differs twice is different", async () => {
    const { stores, data, peer, client } = await migrating("shadow");
    stores.answers = { new: ["wrong", "still wrong"] };
    expect(await data.read(USER, "get", "a")).toBe("read old a");
    await client.close();
    expect(comparisons(peer)).toEqual({ compared: 1, equal: 0, different: 1, skipped: 0 });
  });

  test("is skipped when the switch moves before it could be confirmed", async () => {
    const { stores, data, peer, client } = await migrating("shadow");
    stores.answers = { new: ["wrong"] };
    await data.read(USER, "get", "a");
    peer.publish(ordersAt(2, { data: "dualwrite" }));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    await client.close();
    expect(comparisons(peer)).toEqual({ compared: 0, equal: 0, different: 0, skipped: 1 });
    expect(stores.calls).toHaveLength(2);
  });

  test("that takes too long is skipped", async () => {
    const { stores, data, peer, client } = await migrating("shadow");
    stores.gates = { new: deferred() };
    await data.read(USER, "get", "a");
    await vi.waitFor(() => expect(comparisons(peer)).toEqual({ compared: 0, equal: 0, different: 0, skipped: 1 }), SOON);
    stores.gates.new?.resolve();
    await client.close();
  });

  test("beyond the bound is not made at all", async () => {
    const { stores, data, peer, client } = await migrating("shadow");
    stores.gates = { new: deferred() };
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => data.read(USER, "get", `${i}`)));
    expect(answers).toEqual(Array.from({ length: 100 }, (_, i) => `read old ${i}`));
    expect(stores.calls.filter((call) => call.startsWith("read new"))).toHaveLength(64);
    stores.gates.new?.resolve();
    await client.close();
    expect(comparisons(peer)).toEqual({ compared: 64, equal: 64, different: 0, skipped: 36 });
  });

  test("whose comparison throws is skipped, and said", async () => {
    const broken = () => {
      throw new Error("cannot compare");
    };
    const { data, peer, client, problems } = await migrating("shadow", [], { compare: broken });
    expect(await data.read(USER, "get", "a")).toBe("read old a");
    await client.close();
    expect(comparisons(peer)).toEqual({ compared: 0, equal: 0, different: 0, skipped: 1 });
    expect(problems.map(({ message }) => message)).toContain("A comparison failed: cannot compare");
  });

  test("is made, and measured, where nothing is compared", async () => {
    const { data, peer, client } = await migrating("shadow", [], { compare: undefined });
    await data.read(USER, "get", "a");
    await client.close();
    expect(measured(peer).map(({ path }) => path)).toEqual(["new", "old"]);
    expect(comparisons(peer)).toBeNull();
  });

  test("compares the old answer with the new, whichever is the authority", async () => {
    for (const stage of ["shadow", "live"] as const) {
      const compare = vi.fn((old: string, fresh: string) => old.length === fresh.length);
      const { data, client } = await migrating(stage, [], { compare });
      await data.read(USER, "get", "a");
      await client.close();
      expect(compare.mock.calls).toEqual([["read old a", "read new a"]]);
    }
  });
});

describe("the comparisons' sample", () => {
  const users = Array.from({ length: 400 }, (_, i) => `user-${i}`);

  async function sampleOf(checkRatio: number, share = 0): Promise<number[]> {
    const snapshot = ordersAt(1, { data: { position: "dualwrite", next: "shadow", share, checkRatio } });
    const everyone = share === 0 ? ordersAt(1, { data: { position: "shadow", checkRatio } }) : snapshot;
    const { data, client, peer } = await migratingAt(everyone);
    const sampled: number[] = [];
    for (const [index, targetingKey] of users.entries()) {
      await data.read({ targetingKey }, `op-${index}`, targetingKey);
      if (index % 40 === 39) await vi.waitFor(() => expect(peer.reports.length).toBeGreaterThan(0), SOON);
    }
    await client.close();
    for (const { comparisons } of peer.reports) for (const { operation } of comparisons) sampled.push(Number(operation.slice(3)));
    return sampled.toSorted((a, b) => a - b);
  }

  test("is about the ratio of the subjects, the same ones every time", async () => {
    const first = await sampleOf(25_000);
    expect(first.length).toBeGreaterThan(60);
    expect(first.length).toBeLessThan(140);
    expect(await sampleOf(25_000)).toEqual(first);
    expect(await sampleOf(0)).toEqual([]);
  });

  test("is drawn apart from the share", async () => {
    // Of those ahead, about half are compared; with one salt for both it would be all or none.
    const ahead = (await sampleOf(100_000, 50_000)).length;
    const both = (await sampleOf(50_000, 50_000)).length;
    expect(ahead).toBeGreaterThan(150);
    expect(both / ahead).toBeGreaterThan(0.35);
    expect(both / ahead).toBeLessThan(0.65);
  });
});
