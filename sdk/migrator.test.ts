import { afterEach, describe, expect, test, vi } from "vitest";
import type { Snapshot } from "../lib/core/evaluation/snapshot.ts";
import { coexist } from "../lib/core/stages/positions.ts";
import {
  type Client,
  type ClientOptions,
  DeadlineError,
  LeaseError,
  type Migrator,
  NoStateError,
  SecondaryWriteError,
  type Side,
  type Stage,
} from "./index.ts";
import { clientOf, closeAll, deferred, peerWith, readyClient, type TestClient } from "./test/harness.ts";
import { ordersAt, type Peer } from "./test/peer.ts";

afterEach(closeAll);

const SOON = { timeout: 5000, interval: 5 };
const USER = { targetingKey: "user-1" };

/** The table of the domain, by hand: stores asked by a read, and written by a write, the authority first. */
const TABLE: { stage: Stage; reads: Side[]; writes: Side[] }[] = [
  { stage: "off", reads: ["old"], writes: ["old"] },
  { stage: "dualwrite", reads: ["old"], writes: ["old", "new"] },
  { stage: "shadow", reads: ["old", "new"], writes: ["old", "new"] },
  { stage: "live", reads: ["new", "old"], writes: ["new", "old"] },
  { stage: "rampdown", reads: ["new"], writes: ["new", "old"] },
  { stage: "complete", reads: ["new"], writes: ["new"] },
];
const FAILURES: Side[][] = [[], ["old"], ["new"], ["old", "new"]];

const cells = TABLE.flatMap((row) => FAILURES.map((failing) => ({ ...row, failing, down: failing.join(" and ") || "neither" })));

describe.each(cells)("at $stage with $down failing", ({ stage, reads, writes, failing }) => {
  test("a read returns what its authority says and asks the others beside it", async () => {
    const { stores, data, peer, client } = await migrating(stage, failing);
    const [authority] = reads as [Side];
    const outcome = await settled(data.read(USER, "get", "key"));
    expect(outcome).toEqual(failing.includes(authority) ? { error: `${authority} is down` } : { value: `read ${authority} key` });
    await client.close();
    expect(stores.calls).toEqual(reads.map((side) => `read ${side} key`));

    expect(measured(peer)).toEqual(
      reads
        .map((path) => ({ kind: "read", operation: "get", path, count: 1, errors: failing.includes(path) ? 1 : 0 }))
        .toSorted(byPath),
    );
    const comparable = reads.length === 2;
    const outcomes = reads.some((side) => failing.includes(side))
      ? { compared: 0, equal: 0, skipped: 1 }
      : { compared: 1, equal: 1, skipped: 0 };
    expect(comparisons(peer)).toEqual(comparable ? { ...outcomes, different: 0 } : null);
    expect(secondaryFailures(peer)).toEqual([]);
  });

  test("a write goes to its authority first and stops there when that fails", async () => {
    const { stores, data, peer, client, problems } = await migrating(stage, failing);
    const [authority, secondary] = writes as [Side, Side?];
    const outcome = await settled(data.write(USER, "create", "key"));
    const refused = failing.includes(authority);
    expect(outcome).toEqual(refused ? { error: `${authority} is down` } : { value: `write ${authority} key` });
    await client.close();
    const attempted = refused ? [authority] : writes;
    expect(stores.calls).toEqual(attempted.map((side) => `write ${side} key`));

    expect(measured(peer)).toEqual(
      attempted
        .map((path) => ({ kind: "write", operation: "create", path, count: 1, errors: failing.includes(path) ? 1 : 0 }))
        .toSorted(byPath),
    );
    const half = !refused && secondary && failing.includes(secondary);
    expect(secondaryFailures(peer)).toEqual(half ? [{ operation: "create", path: secondary, count: 1 }] : []);
    expect(problems.filter((problem) => problem instanceof SecondaryWriteError)).toHaveLength(half ? 1 : 0);
    expect(comparisons(peer)).toBeNull();
  });
});

describe("writes are serial", () => {
  test.each(TABLE.filter(({ writes }) => writes.length === 2))("at $stage", async ({ stage, writes }) => {
    const { stores, data } = await migrating(stage);
    const [authority, secondary] = writes as [Side, Side];
    const gates = { old: deferred(), new: deferred() };
    stores.gates = gates;
    const running = data.write(USER, "create", "key");
    await vi.waitFor(() => expect(stores.calls).toEqual([`write ${authority} key`]), SOON);
    gates[authority].resolve();
    await vi.waitFor(() => expect(stores.calls).toEqual([`write ${authority} key`, `write ${secondary} key`]), SOON);
    gates[secondary].resolve();
    expect(await running).toBe(`write ${authority} key`);
  });

  test("a store that throws at once is a store that failed", async () => {
    const { client, problems } = await readyClient(await peerWith(ordersAt(1, { data: "dualwrite" })));
    const fails = () => {
      throw new Error("not even a promise");
    };
    const works = () => Promise.resolve("done");
    const data = client.migrator({ key: "orders.data", readOld: fails, readNew: works, writeOld: works, writeNew: fails });
    expect(await data.write(USER, "create", {})).toBe("done");
    expect(problems.map(({ message }) => message)).toContain("orders.data: create: the new store: not even a promise");
    await expect(data.read(USER, "get", {})).rejects.toThrow("not even a promise");
  });
});

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

describe("deadlines", () => {
  test("an authority that takes too long is an error, and nothing more is begun", async () => {
    const { stores, data, peer, client } = await migrating("dualwrite", [], {}, { operationSeconds: 0.1 });
    stores.gates = { old: deferred() };
    await expect(data.write(USER, "create", "a")).rejects.toThrow(DeadlineError);
    stores.gates.old?.resolve();
    await client.close();
    expect(stores.calls).toEqual(["write old a"]);
    expect(secondaryFailures(peer)).toEqual([]);
  });

  test("a second store that takes too long has failed, and the caller has not", async () => {
    const { stores, data, peer, client, problems } = await migrating("dualwrite", [], {}, { operationSeconds: 0.1 });
    stores.gates = { new: deferred() };
    expect(await data.write(USER, "create", "a")).toBe("write old a");
    stores.gates.new?.reject(new Error("too late to matter"));
    await client.close();
    expect(secondaryFailures(peer)).toEqual([{ operation: "create", path: "new", count: 1 }]);
    expect(problems.find((problem) => problem instanceof SecondaryWriteError)?.cause).toBeInstanceOf(DeadlineError);
  });

  test("a read that takes too long is an error", async () => {
    const { stores, data } = await migrating("off", [], {}, { operationSeconds: 0.1 });
    stores.gates = { old: deferred() };
    await expect(data.read(USER, "get", "a")).rejects.toThrow(DeadlineError);
    stores.gates.old?.reject(new Error("too late to matter"));
  });
});

describe("which stage", () => {
  test("follows the subject: each is on one side, and both sides coexist", async () => {
    const { data, stores } = await migratingAt(ordersAt(1, { data: { position: "shadow", next: "live", share: 50_000 } }));
    const first = new Set<string>();
    for (let i = 0; i < 50; i += 1) {
      stores.calls.length = 0;
      const value = await data.write({ targetingKey: `user-${i}` }, "create", "a");
      expect(await data.write({ targetingKey: `user-${i}` }, "create", "a")).toBe(value);
      first.add(value);
    }
    expect([...first].toSorted()).toEqual(["write new a", "write old a"]);
    expect(coexist("shadow", "live")).toBe(true);
  });

  test("is the switch's own for a subject that cannot be told apart", async () => {
    const { data, problems } = await migratingAt(ordersAt(1, { data: { position: "shadow", next: "live", share: 99_999 } }));
    expect(await data.write({}, "create", "a")).toBe("write old a");
    expect(await data.write({ targetingKey: "\ud800" }, "create", "a")).toBe("write old a");
    expect(problems.map(({ message }) => message)).toEqual([
      "orders.data: “orders.data” is split by share: send a targetingKey. The position of the switch itself was used.",
      "orders.data: targetingKey holds an unpaired surrogate. The position of the switch itself was used.",
    ]);
  });

  test("changes between two operations, never within one", async () => {
    const { data, stores, peer, client } = await migrating("off");
    stores.gates = { old: deferred() };
    const running = data.write(USER, "create", "a");
    peer.publish(ordersAt(2, { data: "dualwrite" }));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    stores.gates.old?.resolve();
    await running;
    expect(stores.calls).toEqual(["write old a"]);
    await data.write(USER, "create", "b");
    expect(stores.calls.slice(1)).toEqual(["write old b", "write new b"]);
  });

  test("is unknown without a state: no store is touched", async () => {
    const { client } = clientOf({ url: "http://127.0.0.1:9" });
    const calls: string[] = [];
    const store = (side: Side) => () => {
      calls.push(side);
      return Promise.resolve(side);
    };
    const stores = { readOld: store("old"), readNew: store("new"), writeOld: store("old"), writeNew: store("new") };
    const data = client.migrator({ key: "orders.data", ...stores });
    await expect(data.write(USER, "create", {})).rejects.toThrow(LeaseError);
    await expect(data.read(USER, "get", {})).rejects.toThrow(LeaseError);
    expect(calls).toEqual([]);
  });

  test("a switch the state does not have is unknown as well", async () => {
    const { client } = await readyClient(await peerWith(ordersAt(1)));
    const never = () => Promise.reject(new Error("no store should be touched"));
    const data = client.migrator({ key: "payments.data", readOld: never, readNew: never, writeOld: never, writeNew: never });
    await expect(data.read(USER, "get", {})).rejects.toThrow(NoStateError);
  });

  test.each(["orders.route", "orders", "data", ""])("only a data switch has any: %j is refused", (key) => {
    const { client } = clientOf({ url: "http://127.0.0.1:9" });
    const never = () => Promise.reject(new Error("no store should be touched"));
    expect(() => client.migrator({ key, readOld: never, readNew: never, writeOld: never, writeNew: never })).toThrow(TypeError);
  });
});

type Gate = ReturnType<typeof deferred<void>>;
type Stores = {
  /** `read old key`, `write new key` … in the order they began. */
  calls: string[];
  /** A side with a gate waits for it. */
  gates: Partial<Record<Side, Gate>>;
  /** What the reads of a side answer, one after the other; then its usual answer. */
  answers: Partial<Record<Side, string[]>>;
};
type Migrating = TestClient & { client: Client; peer: Peer; stores: Stores; data: Migrator<string, string, string, string> };
type Overrides = { compare?: ((old: string, fresh: string) => boolean) | undefined };

function migrating(
  stage: Stage,
  failing: Side[] = [],
  overrides: Overrides = {},
  options: Partial<ClientOptions> = {},
): Promise<Migrating> {
  return migratingAt(ordersAt(1, { data: stage }), failing, overrides, options);
}

async function migratingAt(
  snapshot: Snapshot,
  failing: Side[] = [],
  overrides: Overrides = {},
  options: Partial<ClientOptions> = {},
): Promise<Migrating> {
  const peer = await peerWith(snapshot);
  const made = await readyClient(peer, options);
  const stores: Stores = { calls: [], gates: {}, answers: {} };
  const store = (act: "read" | "write", side: Side) => async (input: string) => {
    const call = `${act} ${side} ${input}`;
    stores.calls.push(call);
    await stores.gates[side]?.promise;
    if (failing.includes(side)) throw new Error(`${side} is down`);
    return (act === "read" ? stores.answers[side]?.shift() : undefined) ?? call;
  };
  const data = made.client.migrator({
    key: "orders.data",
    readOld: store("read", "old"),
    readNew: store("read", "new"),
    writeOld: store("write", "old"),
    writeNew: store("write", "new"),
    compare: (old, fresh) => old.replace("old", "new") === fresh,
    ...overrides,
  });
  return { ...made, peer, stores, data };
}

async function settled<T>(promise: Promise<T>): Promise<{ value: T } | { error: string }> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

type Row = { kind: string; operation: string; path: Side; count: number; errors: number };

/** What all reports say was measured, per path. */
function measured(peer: Peer): Row[] {
  const rows = new Map<string, Row>();
  for (const { kind, operation, path, count, errors } of peer.reports.flatMap(({ windows }) => windows)) {
    const row = rows.get(path) ?? { kind, operation, path, count: 0, errors: 0 };
    rows.set(path, { ...row, count: row.count + count, errors: row.errors + errors });
  }
  return [...rows.values()].toSorted(byPath);
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}

function comparisons(peer: Peer): { compared: number; equal: number; different: number; skipped: number } | null {
  const rows = peer.reports.flatMap((report) => report.comparisons);
  if (rows.length === 0) return null;
  const sum = (name: "compared" | "equal" | "different" | "skipped") => rows.reduce((total, row) => total + row[name], 0);
  return { compared: sum("compared"), equal: sum("equal"), different: sum("different"), skipped: sum("skipped") };
}

function secondaryFailures(peer: Peer): { operation: string; path: Side; count: number }[] {
  return peer.reports
    .flatMap((report) => report.secondaryFailures)
    .map(({ operation, path, count }) => ({ operation, path, count }));
}
