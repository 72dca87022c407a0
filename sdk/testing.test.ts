import { afterEach, describe, expect, test, vi } from "vitest";
import { evaluationCases } from "../lib/core/vectors/cases.ts";
import snapshot from "../lib/core/vectors/snapshot.json" with { type: "json" };
import { SOON } from "../scripts/test-patience.ts";
import { ClosedError, NoStateError, PausedError, type Position, SecondaryWriteError, type Side, type Stage } from "./index.ts";
import { type TestClient, type TestClientOptions, type TestSwitch, testClient } from "./testing.ts";

const clients: TestClient[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const client of clients.splice(0)) await client.close();
});

const USER = { targetingKey: "user-1" };

describe("a client for tests", () => {
  test("answers at once, as the switches were set", async () => {
    const client = made({ "orders.route": "new", "orders.data": { position: "shadow", next: "live", share: 50_000 } });
    expect(client.position("orders.route", USER, "old")).toBe("new");
    expect(client.evaluate<Stage>("orders.data", USER, "off")).toMatchObject({ reason: "SPLIT", metadata: { share: 50_000 } });
    expect(client.evaluate("orders.call", USER, "old")).toMatchObject({ errorCode: "FLAG_NOT_FOUND" });
    expect([await client.ready(), client.inContact]).toEqual([true, true]);
    await expect(client.operation(async (positionOf) => positionOf("orders.call", USER))).rejects.toThrow(NoStateError);
  });

  test("answers the golden cases, where the salt is the switch's own", () => {
    const switches = Object.fromEntries(
      Object.entries(snapshot.switches).map(([key, { position, next, share, rules, salt }]) => {
        return [key, { position, next, share, rules, salt: salt ?? snapshot.salt } as TestSwitch];
      }),
    );
    const client = made(switches);
    for (const { key, context, expect: expected } of evaluationCases)
      expect(client.evaluate<Position>(key, context, "rampdown")).toMatchObject(expected);
  });

  test("hears of every change, in listeners too", () => {
    const client = made({ "orders.route": "old" });
    const heard: number[] = [];
    client.on("change", ({ revision }) => heard.push(revision));
    client.set("orders.route", "new");
    client.set("orders.call", "new");
    expect([client.position("orders.route", USER, "old"), client.position("orders.call", USER, "old")]).toEqual(["new", "new"]);
    expect(heard).toEqual([2, 3]);
    expect(client.revision).toBe(3);
  });

  test("forces a position on one subject, or on all", async () => {
    const client = made({ "orders.data": "shadow" });
    const stage = (targetingKey: string) => client.evaluate<Stage>("orders.data", { targetingKey }, "off");
    client.force("orders.data", "user-1", "live");
    expect([stage("user-1"), stage("user-2")]).toMatchObject([{ value: "live", reason: "TARGETING_MATCH" }, { value: "shadow" }]);
    client.force("orders.data", null, "live");
    client.force("orders.data", "user-1", "shadow");
    expect([stage("user-1").value, stage("user-2").value]).toEqual(["shadow", "live"]);
    client.set("orders.data", "shadow");
    expect([stage("user-1").value, stage("user-2").value]).toEqual(["shadow", "shadow"]);
  });

  test("says what is wrong with a switch, and keeps what it had", () => {
    const client = made({ "orders.route": "old" });
    expect(() => client.set("orders.route", "shadow")).toThrow("orders.route.position: not a position of route");
    expect(() => client.set("orders", "old")).toThrow("not “orders”");
    expect(() => client.set("orders.route", { position: "old", share: 200_000 })).toThrow(TypeError);
    expect(() => client.force("orders.data", null, "live")).toThrow("there is no such switch");
    client.set("orders.route", "new");
    expect(() => client.force("orders.route", null, "old")).toThrow("set it first");
    expect(client.position("orders.route", USER, "old")).toBe("new");
  });
});

describe("a migrator in a test", () => {
  test.each<[Stage, string[]]>([
    ["off", ["read old", "write old"]],
    ["shadow", ["read old", "read new", "write old", "write new"]],
    ["live", ["read new", "read old", "write new", "write old"]],
    ["complete", ["read new", "write new"]],
  ])("at %s goes through the stores of the stage", async (stage, expected) => {
    const { orders, calls } = migrating(made({ "orders.data": stage }));
    await orders.read(USER, "get", "o-1");
    await orders.write(USER, "save", "o-1");
    expect(calls).toEqual(expected);
  });

  test("says what was measured, compared and left half-done", async () => {
    const client = made({ "orders.data": "shadow" });
    const { orders, failing } = migrating(client);
    await orders.read(USER, "get", "o-1");
    expect((await client.measurements()).comparisons).toMatchObject([{ compared: 1 }]);
    failing.push("new");
    expect(await orders.write(USER, "save", "o-1")).toBe("old o-1");
    expect(client.ledger()).toEqual([
      { module: "orders", store: "new", key: "o-1", subject: "user-1", operation: "save", error: "new is down" },
    ]);
    const measured = await client.measurements();
    expect(measured).toMatchObject({
      paths: [
        { module: "orders", kind: "read", operation: "get", path: "old", count: 1, errors: 0 },
        { kind: "read", path: "new", count: 1 },
        { kind: "write", operation: "save", path: "old", count: 1, errors: 0 },
        { kind: "write", path: "new", count: 1, errors: 1 },
      ],
      comparisons: [{ module: "orders", operation: "get", compared: 1, equal: 0, different: 1, skipped: 0 }],
      secondaryFailures: [{ module: "orders", operation: "save", path: "new", count: 1 }],
      samples: [{ operation: "get", kind: "value" }],
    });
    await orders.write(USER, "save", "o-2");
    expect((await client.measurements()).paths[2]).toMatchObject({ kind: "write", path: "old", count: 2 });
  });

  test("is repaired", async () => {
    const client = made({ "orders.data": "dualwrite" });
    const { orders, failing } = migrating(client);
    failing.push("new");
    await orders.write(USER, "save", "o-1");
    const copied: unknown[] = [];
    client.repair({ key: "orders.data", everySeconds: 0.01, copy: async (...call) => void copied.push(call) });
    await vi.waitFor(() => expect(client.ledger()).toEqual([]), SOON);
    expect(copied).toEqual([["o-1", { from: "old", to: "new", subject: "user-1" }]]);
  });

  test("fails where both stores are required, waits while paused, and ends with the client", async () => {
    const client = made({ "orders.data": { position: "dualwrite", secondaryWrites: "required" } }, { pauseSeconds: 0.05 });
    const { orders, failing, calls } = migrating(client);
    failing.push("new");
    await expect(orders.write(USER, "save", "o-1")).rejects.toThrow(SecondaryWriteError);
    client.set("orders.data", { position: "shadow", paused: true });
    calls.length = 0;
    await expect(orders.write(USER, "save", "o-1")).rejects.toThrow(PausedError);
    expect(calls).toEqual([]);
    client.set("orders.data", "shadow");
    await client.close();
    await expect(orders.write(USER, "save", "o-1")).rejects.toThrow(ClosedError);
  });
});

test("leaves no timer behind that fake clocks would run forever", async () => {
  vi.useFakeTimers();
  const client = made({ "orders.data": "off" });
  const { orders } = migrating(client);
  expect(await orders.read(USER, "get", "o-1")).toBe("old o-1");
  // One, of the operation's deadline.
  expect(vi.getTimerCount()).toBe(1);
  vi.runAllTimers();
  expect(vi.getTimerCount()).toBe(0);
});

test("clients know nothing of each other", () => {
  const [one, other] = [made({ "orders.route": "old" }), made({ "orders.route": "old" })];
  one.set("orders.route", "new");
  expect(other.position("orders.route", USER, "old")).toBe("old");
});

function made(switches: Record<string, TestSwitch>, options: TestClientOptions = {}): TestClient {
  const client = testClient({ switches, ...options });
  clients.push(client);
  return client;
}

function migrating(client: TestClient) {
  const calls: string[] = [];
  const failing: Side[] = [];
  const store = (act: string, side: Side) => async (input: string) => {
    calls.push(`${act} ${side}`);
    if (failing.includes(side)) throw new Error(`${side} is down`);
    return `${side} ${input}`;
  };
  const orders = client.migrator({
    key: "orders.data",
    readOld: store("read", "old"),
    readNew: store("read", "new"),
    writeOld: store("write", "old"),
    writeNew: store("write", "new"),
    compare: (old, fresh) => old === fresh,
    keyOf: (input) => input,
  });
  return { orders, calls, failing };
}
