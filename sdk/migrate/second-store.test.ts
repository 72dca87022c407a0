import { afterEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { isNewer, SupersededError, type WriteVersion } from "../index.ts";
import { closeAll, deferred, peerWith } from "../test/harness.ts";
import { migrating, migratingAt, migratingOver, settled, TABLE, USER } from "../test/migrating.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

const KEYED = { keyOf: (key: string) => key };
const VERSION = { counter: expect.any(Number), writer: expect.stringMatching(/^one#[0-9a-f]{12}$/) };
const HELD = { counter: 5, writer: "two#0" };

describe("a store is told", () => {
  test.each(TABLE)("its part and the number of the write, at $stage", async ({ stage, writes }) => {
    const { data, stores } = await migrating(stage, [], KEYED, { instance: "one" });
    await data.write(USER, "create", "a");
    await data.write(USER, "create", "a");
    const told = (["authority", "secondary"] as const).slice(0, writes.length).map((role) => {
      return { role, version: VERSION, ...(role === "secondary" ? { authority: `write ${writes[0]} a` } : {}) };
    });
    expect(stores.writes).toEqual([...told, ...told]);
    const [first, last] = [stores.writes[0], stores.writes.at(-1)];
    expect(first && last && isNewer(last.version, first.version)).toBe(true);
    expect(new Set(stores.writes.map(({ version }) => version.counter)).size).toBe(2);
  });
});

test("numbers follow the server's clock, also those of writes past the migrators", async () => {
  const peer = await peerWith(ordersAt(1, { data: "off" }));
  peer.aheadMs = 3_600_000;
  const { data, stores, client } = await migratingOver(peer, { instance: "one" });
  await data.write(USER, "create", "a");
  const ahead = (stores.writes[0]?.version.counter ?? 0) - (Date.now() + peer.aheadMs) * 1000;
  expect(Math.abs(ahead)).toBeLessThan(5e6);
  const drawn = client.draw();
  expect(stores.writes[0] && isNewer(drawn, stores.writes[0].version)).toBe(true);
  const held = { counter: drawn.counter + 1_000_000, writer: "two#0" };
  expect(client.draw(held)).toEqual({ counter: held.counter + 1, writer: drawn.writer });
});

describe("a store that holds something newer", () => {
  test.each([
    ["best-effort", { value: "write old a" }],
    ["required", { error: "orders.data: create: the new store: It holds a newer write: 5 by two#0." }],
  ] as const)("and is not the authority may say so: %s", async (secondaryWrites, expected) => {
    const snapshot = ordersAt(1, { data: { position: "dualwrite", secondaryWrites } });
    const superseded = () => Promise.reject(new SupersededError(HELD));
    const { data, client, peer } = await migratingAt(snapshot, [], { ...KEYED, writeNew: superseded });
    expect(await settled(data.write(USER, "create", "a"))).toEqual(expected);
    await client.close();
    // There is nothing to repair: the store has what the key is by now.
    expect(peer.ledger.entries.size).toBe(0);
  });

  test("and is the authority is asked again with a higher number", async () => {
    const told: WriteVersion[] = [];
    const ahead = { counter: Date.now() * 1000 + 30_000_000, writer: "two#0" };
    const writeOld = async (key: string, { version }: { version: WriteVersion }) => {
      told.push(version);
      if (!isNewer(version, ahead)) throw new SupersededError(ahead);
      return `written ${key}`;
    };
    const { data, stores, problems } = await migrating("dualwrite", [], { ...KEYED, writeOld });
    expect(await data.write(USER, "create", "a")).toBe("written a");
    expect(told.map(({ counter }) => counter)).toEqual([expect.any(Number), ahead.counter + 1]);
    expect(stores.writes).toEqual([{ role: "secondary", authority: "written a", version: told[1] }]);
    expect(problems).toEqual([]);
  });

  test("must say truly what it holds, or the write fails as the store did", async () => {
    for (const [counter, message] of [
      [HELD.counter, "It holds a newer write: 5 by two#0."],
      [Number.NaN, "none can be drawn above it"],
      [Number.MAX_SAFE_INTEGER, "none can be drawn above it"],
    ] as const) {
      const writeOld = vi.fn(() => Promise.reject(new SupersededError({ ...HELD, counter })));
      const { data } = await migrating("off", [], { ...KEYED, writeOld });
      await expect(data.write(USER, "create", "a")).rejects.toThrow(message);
      expect(writeOld).toHaveBeenCalledOnce();
    }
  });
});

describe("a call that comes late", () => {
  /** A store that keeps one value under its number. */
  function register(gate: () => Promise<void> | undefined) {
    const held: { value: string; version: WriteVersion }[] = [];
    const write = async (value: string, { version }: { version: WriteVersion }) => {
      await gate();
      const last = held.at(-1);
      if (last && !isNewer(version, last.version)) throw new SupersededError(last.version);
      held.push({ value, version });
      return value;
    };
    return { held, write, values: () => held.map(({ value }) => value) };
  }

  test("loses against what began since, in the authority too", async () => {
    const gate = deferred();
    let first = true;
    const store = register(() => {
      const waits = first ? gate.promise : undefined;
      first = false;
      return waits;
    });
    const { data } = await migrating("off", [], { ...KEYED, writeOld: store.write });
    const cut = data.write(USER, "create", "cut", { deadlineSeconds: 0.05 });
    await expect(cut).rejects.toThrow("took longer");
    expect(await data.write(USER, "create", "since")).toBe("since");
    gate.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(store.values()).toEqual(["since"]);
  });

  test("and takes effect all the same is noted once more: the note of its end may be repaired by then", async () => {
    const gate = deferred();
    const store = register(() => gate.promise);
    const { data, peer } = await migrating("dualwrite", [], { ...KEYED, writeOld: store.write });
    await expect(data.write(USER, "create", "a", { deadlineSeconds: 0.05 })).rejects.toThrow("took longer");
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ key: "a", store: "new", sequence: 1 }]), SOON);
    gate.resolve();
    await vi.waitFor(
      () => expect(peer.ledger.open).toMatchObject([{ sequence: 2, error: expect.stringMatching("after") }]),
      SOON,
    );
  });
});
