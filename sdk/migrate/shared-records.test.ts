import { afterEach, describe, expect, test } from "vitest";
import { closeAll } from "../test/harness.ts";
import { migratingAt } from "../test/migrating.ts";
import { ordersAt, type Peer } from "../test/peer.ts";
import { testClient } from "../testing.ts";

afterEach(closeAll);

const DIVIDED = { position: "shadow", next: "live", share: 50_000 } as const;
const [BEHIND, ALSO_BEHIND, AHEAD] = [{ targetingKey: "user-1" }, { targetingKey: "user-2" }, { targetingKey: "tester" }];
const shared = (peer: Peer) => peer.reports.flatMap(({ sharedRecords }) => sharedRecords ?? []);

/** `AHEAD` is sent ahead by a rule, so that nobody's bucket matters. */
function divided(data: object = {}) {
  const rules = [
    {
      name: "a",
      conditions: [{ attribute: "targetingKey", operator: "equals" as const, value: "tester" }],
      result: "next" as const,
    },
  ];
  return ordersAt(1, { data: { ...DIVIDED, share: 0, rules, ...data } });
}

describe("a record that subjects on different sides write", () => {
  test("is told of, its key redacted", async () => {
    const { data, client, peer } = await migratingAt(divided(), [], { keyOf: (key) => key });
    for (const user of [BEHIND, BEHIND, ALSO_BEHIND, AHEAD, AHEAD, BEHIND]) await data.write(user, "save", "secret-record");
    await data.write(AHEAD, "save", "another");
    await client.close();
    expect(shared(peer)).toEqual([
      { module: "orders", at: expect.any(Number), count: 2, example: expect.stringMatching(/^string [0-9a-f]{8}$/) },
    ]);
    expect(JSON.stringify(peer.reports)).not.toContain("secret-record");
  });

  test("is of no account where both stand at the same authority, or no key is told", async () => {
    for (const [snapshot, overrides] of [
      [divided({ position: "dualwrite", next: "shadow" }), { keyOf: (key: string) => key }],
      [divided(), {}],
      [divided(), { keyOf: () => JSON.parse("{") }],
    ] as const) {
      const { data, client, peer, problems } = await migratingAt(snapshot, [], overrides);
      for (const user of [BEHIND, AHEAD]) await data.write(user, "save", "record");
      await client.close();
      expect([shared(peer), problems]).toEqual([[], []]);
    }
  });

  test("is none when its subject moved meanwhile, or the switch did", async () => {
    const client = testClient({ switches: { "orders.data": { ...DIVIDED, share: 0 } } });
    const none = async () => undefined;
    const data = client.migrator({
      key: "orders.data",
      readOld: none,
      readNew: none,
      writeOld: none,
      writeNew: none,
      keyOf: String,
    });
    client.force("orders.data", "tester", "live");
    await data.write(BEHIND, "save", "record");
    client.set("orders.data", { ...DIVIDED, share: 1 });
    client.force("orders.data", "tester", "live");
    await data.write(AHEAD, "save", "record");
    expect((await client.measurements()).sharedRecords).toEqual([]);
    await data.write(BEHIND, "save", "record");
    expect((await client.measurements()).sharedRecords).toEqual([{ module: "orders", count: 1 }]);
    await client.close();
  });

  test("is remembered among the latest few thousand", async () => {
    const { data, client, peer } = await migratingAt(divided(), [], { keyOf: (key) => key });
    await data.write(BEHIND, "save", "early");
    for (let i = 0; i < 10_000; i += 1) await data.write(BEHIND, "save", `record ${i}`);
    for (const key of ["early", "record 5001", "record 9999"]) await data.write(AHEAD, "save", key);
    await client.close();
    expect(shared(peer).reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });
});
