import { afterEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { SecondaryWriteError, type Side } from "../index.ts";
import { closeAll, deferred, peerWith, readyClient } from "../test/harness.ts";
import { byPath, comparisons, measured, migrating, secondaryFailures, settled, TABLE, USER } from "../test/migrating.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

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
