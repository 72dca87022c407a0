import { afterEach, describe, expect, test, vi } from "vitest";
import { SupersededError } from "./index.ts";
import { closeAll } from "./test/harness.ts";
import { migrating, migratingAt, SOON, settled, USER } from "./test/migrating.ts";
import { ordersAt } from "./test/peer.ts";

afterEach(closeAll);

const KEYED = { keyOf: (key: string) => key };

describe("the second store is told", () => {
  test("which part it has, what the authority answered, and the version to compare", async () => {
    const versionOf = (output: string) => output.length;
    const { data, stores } = await migrating("live", [], { ...KEYED, versionOf }, { instance: "one" });
    await data.write(USER, "create", "a");
    expect(stores.writes).toEqual([
      { role: "authority" },
      { role: "secondary", authority: "write new a", version: { counter: 11, writer: expect.stringMatching(/^one#\d{17}$/) } },
    ]);
  });

  test.each([
    ["best-effort", { value: "write old a" }],
    ["required", { error: "orders.data: create: the new store: holds a newer one" }],
  ] as const)("and may say that it holds a newer one: %s", async (secondaryWrites, expected) => {
    const snapshot = ordersAt(1, { data: { position: "dualwrite", secondaryWrites } });
    const superseded = () => Promise.reject(new SupersededError("holds a newer one"));
    const { data, client, peer } = await migratingAt(snapshot, [], { ...KEYED, writeNew: superseded });
    expect(await settled(data.write(USER, "create", "a"))).toEqual(expected);
    await client.close();
    // There is nothing to repair: the store has what the key is by now.
    expect(peer.ledger.entries.size).toBe(0);
  });

  test("a version that cannot be told is a failed write, not a blind one", async () => {
    const versionOf = (): number => JSON.parse("{");
    const { data, stores, peer } = await migrating("dualwrite", [], { ...KEYED, versionOf });
    expect(await data.write(USER, "create", "a")).toBe("write old a");
    expect(stores.calls).toEqual(["write old a"]);
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ key: "a", store: "new" }]), SOON);
  });
});
