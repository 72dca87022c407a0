import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { passing } from "../../scripts/test-passing.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { DroppedError, type StateStore } from "../index.ts";
import { clientOf, closeAll, peerWith, readyClient } from "../test/harness.ts";
import { comparisons, migrating, migratingAt, USER } from "../test/migrating.ts";
import { ordersAt, TOKEN } from "../test/peer.ts";

afterEach(async () => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  await closeAll();
});

const NOWHERE = { url: "http://127.0.0.1:9" };
const REQUEST = { module: "orders", kind: "http", operation: "GET /", path: "old", seconds: 0.01, error: false } as const;
const fail = (): never => {
  throw new Error("a fault");
};

describe("a state store", () => {
  test.each<[string, Partial<StateStore>]>([
    ["throws when it loads", { load: fail }],
    ["rejects when it loads", { load: async () => fail() }],
    ["loads what is no text", { load: () => JSON.parse('{"revision":1}') }],
    ["loads nothing at all", { load: () => JSON.parse("{}").state }],
    ["answers with a promise of its own kind", { load: () => JSON.parse("null"), save: async () => undefined }],
  ])("that %s costs nobody an answer", async (_, broken) => {
    const { client } = await readyClient(await peerWith(ordersAt(1)), {
      state: { load: () => null, save: async () => undefined, ...broken },
    });
    expect(client.position("orders.route", USER, "new")).toBe("old");
    expect(await client.operation(async (positionOf) => positionOf("orders.call", USER))).toBe("old");
  });

  test.each<[string, StateStore["save"]]>([
    ["rejects", async () => fail()],
    ["throws", fail],
    ["never settles", () => new Promise<void>(() => undefined)],
  ])(
    "whose save %s keeps route switches answering, and lets the client close",
    async (_, save) => {
      const peer = await peerWith(ordersAt(1));
      const { client } = clientOf(peer, { state: { load: () => null, save } });
      await vi.waitFor(() => expect(client.revision).toBe(1), SOON);
      expect(client.position("orders.route", USER, "new")).toBe("old");
      expect(client.evaluate("orders.call", USER, "old")).toMatchObject({ errorCode: "PROVIDER_NOT_READY" });
      await passing(client.close());
    },
    20_000,
  );

  test("that never loads keeps route switches answering", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = clientOf(peer, { state: { load: () => new Promise(() => undefined), save: async () => undefined } });
    await vi.waitFor(() => expect(client.position("orders.route", USER, "new")).toBe("old"), SOON);
  });
});

describe("a server", () => {
  test.each([
    ["garbage", () => "{]"],
    ["null", () => "null"],
    ["a list", () => "[1,2]"],
    ["a number too large", () => '{"revision":1e400,"leaseSeconds":-1,"stored":"no","switches":{}}'],
    ["nothing", () => ""],
    ["half a state", () => JSON.stringify(ordersAt(9)).slice(0, 300)],
    ["half an event", () => `event: snapshot\ndata: ${JSON.stringify(ordersAt(9))}`],
    ["an event that is none", () => 'event: snapshot\ndata: {}\n\nevent: change\ndata: {"from":0}\n\nevent: change\ndata: x\n\n'],
  ])(
    "that answers everything with %s changes nothing",
    async (_, body) => {
      const server = createServer((_request, response) => response.writeHead(200).end(body()));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
      const { port } = server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}`;
      const { client, problems } = clientOf({ url }, { bootstrap: ordersAt(3, { route: "new" }), pollEverySeconds: 0.05 });
      client.measure(REQUEST);
      await vi.waitFor(() => expect(problems.length).toBeGreaterThan(3), SOON);
      expect([client.position("orders.route", USER, "old"), client.revision]).toEqual(["new", 3]);
      server.closeAllConnections();
      await client.close();
    },
    20_000,
  );

  test("whose state is huge is understood", async () => {
    const { switches, ...rest } = ordersAt(1);
    const route = switches["orders.route"];
    const many = Array.from({ length: 20_000 }, (_, i) => [`m${i}.route`, { ...route, key: `m${i}.route`, module: `m${i}` }]);
    const { client } = await readyClient(await peerWith({ ...rest, switches: Object.fromEntries(many) }));
    expect(client.position("m19999.route", USER, "new")).toBe("old");
  });

  test("that breaks off in the middle of an event is asked again", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    peer.write(`event: snapshot\ndata: ${JSON.stringify(ordersAt(5)).slice(0, 200)}`);
    peer.snapshot = ordersAt(6);
    peer.endStreams(1);
    await vi.waitFor(() => expect(client.revision).toBe(6), SOON);
  });
});

describe("a fetch", () => {
  test.each<[string, () => unknown]>([
    ["throws at once", fail],
    ["rejects with no error", () => Promise.reject(Object.create(null))],
    ["answers with nothing", () => undefined],
    ["never settles", () => new Promise(() => undefined)],
  ])("that %s leaves the client answering", async (_, broken) => {
    vi.stubGlobal("fetch", broken);
    const { client } = clientOf(NOWHERE, { bootstrap: ordersAt(1, { route: "new" }), coldStart: "persisted" });
    expect(await client.ready(50)).toBe(false);
    expect(client.position("orders.route", USER, "old")).toBe("new");
    expect(await client.operation(async (positionOf) => positionOf("orders.call", USER))).toBe("old");
  });
});

describe("what a service hands over", () => {
  test("may throw wherever it is called", async () => {
    const { client, data, peer } = await migrating(
      "shadow",
      [],
      { compare: fail, keyOf: fail, writeNew: fail },
      { onProblem: fail, redact: fail },
    );
    client.on("change", fail);
    client.on("contact", fail);
    expect(await data.read(USER, "get", "a")).toBe("read old a");
    expect(await data.write(USER, "save", "a")).toBe("write old a");
    peer.publish(ordersAt(2, { data: "shadow" }));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    await vi.waitFor(() => expect(peer.ledger.open).toMatchObject([{ store: "new", key: "*", error: "a fault" }]), SOON);
    await client.close();
    expect(comparisons(peer)).toEqual({ compared: 0, equal: 0, different: 0, skipped: 1 });
  });

  test("may throw while it hides what differs", async () => {
    const { data, peer, problems, client } = await migrating("shadow", [], { compare: () => false }, { redact: fail });
    expect(await data.read(USER, "get", "a")).toBe("read old a");
    await vi.waitFor(
      () => expect(problems.map(({ message }) => message)).toContain("A difference could not be described: a fault"),
      SOON,
    );
    await client.close();
    expect(comparisons(peer)).toMatchObject({ different: 1 });
  });

  test("may be of any type", async () => {
    const split = { position: "shadow", next: "live", share: 50_000, checkRatio: 50_000 } as const;
    const { client, data, problems } = await migratingAt(ordersAt(1, { data: split }), ["new"], { keyOf: () => JSON.parse("7") });
    const nothing = JSON.parse("null");
    const hostile = new Proxy({}, { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail });
    for (const context of [nothing, 7, "text", { targetingKey: { toString: fail } }, hostile]) {
      expect(client.position("orders.route", context, "new")).toBe("old");
      expect(await data.read(context, nothing, "a")).toBe("read old a");
      expect(await data.write(context, nothing, "a")).toBe("write old a");
    }
    client.measure(nothing);
    client.measure(JSON.parse('{"kind":"http","path":"old","seconds":1,"module":null,"operation":{}}'));
    expect(problems.map(({ message }) => message)).toContain("measure: says nothing: null");
    expect(client.position(nothing, USER, "old")).toBe("old");
  });
});

test.each([-3_600_000, 3_600_000])("a wall clock that jumps by %d ms loses no read and no measurement", async (jump) => {
  const { client, data, peer } = await migrating("dualwrite", [], {}, { onLeaseLoss: "fence", leaseSeconds: 3 });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + jump });
  expect(client.position("orders.route", USER, "new")).toBe("old");
  // Forward, the lease is over until it has been renewed.
  await vi.waitFor(async () => expect(await data.read(USER, "get", "a")).toBe("read old a"), SOON);
  client.measure(REQUEST);
  peer.publish(ordersAt(2, { data: "dualwrite" }));
  await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
  vi.useRealTimers();
  await vi.waitFor(async () => expect(await data.write(USER, "save", "a")).toBe("write old a"), SOON);
  await client.close();
  expect(peer.reports.flatMap(({ windows }) => windows).filter(({ kind }) => kind === "http")).toMatchObject([{ count: 1 }]);
});

describe("reports stay small", () => {
  test("long names and wide histograms make more batches, each below what a server takes", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer, { reportEverySeconds: 3600 });
    for (let i = 0; i < 499; i += 1) {
      for (let e = -12; e < 12; e += 1)
        client.measure({ ...REQUEST, module: "名".repeat(200), operation: `${"名".repeat(195)}${i}`, seconds: 10 ** e });
    }
    await client.close();
    expect(problems).toEqual([]);
    const sizes = peer.reports.map((report) => Buffer.byteLength(JSON.stringify(report)));
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
    expect(sizes.length).toBeGreaterThan(1);
    expect(peer.reports.flatMap(({ windows }) => windows).reduce((sum, { count }) => sum + count, 0)).toBe(499 * 24);
  });

  test("names that a server would not take are made printable", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    client.measure({ ...REQUEST, operation: "line\nbreak\0" });
    client.measure({ ...REQUEST, operation: `${"x".repeat(199)}😀` });
    await client.close();
    const names = peer.reports.flatMap(({ windows }) => windows.map(({ operation }) => operation));
    expect(names.toSorted()).toEqual(["line\ufffdbreak\ufffd", `${"x".repeat(199)}\ufffd`]);
  });

  test("without a server the oldest are dropped, and every row is counted", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer);
    await peer.stop();
    for (let i = 0; i < 40_000; i += 1) client.measure({ ...REQUEST, operation: `op-${i}` });
    await peer.start();
    // A client that closes gives what is left five seconds; a busy machine may need more.
    await vi.waitFor(() => expect(peer.reports).toHaveLength(60), SOON);
    await client.close();
    const dropped = problems.reduce((sum, problem) => sum + (problem instanceof DroppedError ? problem.count : 0), 0);
    const kept = peer.reports.flatMap(({ windows }) => windows.map(({ operation }) => operation));
    expect(dropped + new Set(kept).size).toBe(40_000);
    expect(kept).toHaveLength(30_000);
    expect(kept).toContain("op-39999");
    const lost = new Map(peer.reports.map((report) => [report.batch, report.lost ?? 0]));
    expect([...lost.values()].reduce((sum, rows) => sum + rows, 0)).toBe(dropped);
  });
});

test("the token is in no problem, whatever goes wrong", async () => {
  const peer = await peerWith(ordersAt(1));
  const { client, problems } = await readyClient(peer, { pollEverySeconds: 0.05 });
  peer.failing.set("/api/v1/reports", { status: 500 });
  client.measure(REQUEST);
  await peer.stop();
  await vi.waitFor(() => expect(problems.length).toBeGreaterThan(3), SOON);
  const told = problems.map((problem) => `${problem.stack} ${JSON.stringify(problem)} ${String(problem.cause)}`).join();
  expect(told).not.toContain(TOKEN);
});
