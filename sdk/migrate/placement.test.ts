import { afterEach, describe, expect, test, vi } from "vitest";
import { coexist } from "../../lib/core/stages/positions.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { LeaseError, NoStateError, type Side } from "../index.ts";
import { clientOf, closeAll, deferred, peerWith, readyClient } from "../test/harness.ts";
import { migrating, migratingAt, USER } from "../test/migrating.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

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
