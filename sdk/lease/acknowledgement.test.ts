import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { ClosedError, DeadlineError } from "../index.ts";
import { acknowledgingAfter, clientOf, closeAll, deferred, peerWith, readyClient } from "../test/harness.ts";
import { type Acknowledged, ordersAt, type Peer } from "../test/peer.ts";

afterEach(closeAll);

describe("an instance", () => {
  test("registers with who it is before it is ready", async () => {
    const peer = await peerWith(ordersAt(3));
    const who = { service: "orders", instance: "orders-1", version: "1.2.3", leaseSeconds: 45 };
    await readyClient(peer, { ...who, operationSeconds: 1.5 });
    const terms = { onLeaseLoss: "hold", coldStart: "fenced", operationSeconds: 2 };
    expect(peer.acknowledgements).toEqual([
      {
        ...{ ...who, ...terms, revision: 3, register: true, succeeds: [] },
        incarnation: expect.stringMatching(/^[0-9a-f-]{36}$/),
        secret: expect.stringMatching(/^[\w-]{43}$/),
      },
    ]);
  });

  test("has a name of its own when it was given none", async () => {
    const peer = await peerWith(ordersAt(1));
    await Promise.all([readyClient(peer), readyClient(peer)]);
    const names = peer.acknowledgements.map(({ instance }) => instance);
    expect(new Set(names).size).toBe(2);
    expect(names[0]).toContain(`-${process.pid}-`);
  });

  test("acknowledges every change it acts on", async () => {
    const peer = await peerWith(ordersAt(1));
    await readyClient(peer);
    peer.publish(ordersAt(2));
    await acknowledged(peer, 2);
    peer.publish(ordersAt(3));
    await acknowledged(peer, 3);
  });

  test("renews its lease every third of it", async () => {
    const peer = await peerWith(ordersAt(1));
    await readyClient(peer, { leaseSeconds: 3 });
    const start = performance.now();
    await vi.waitFor(() => expect(peer.acknowledgements.length).toBeGreaterThanOrEqual(3), SOON);
    const seconds = (performance.now() - start) / 1000;
    expect(seconds).toBeGreaterThan(1.5);
    expect(seconds).toBeLessThan(3);
  });

  test("tries again when the server would not listen", async () => {
    const peer = await peerWith(ordersAt(1));
    peer.failing.set("/api/v1/instances", { status: 503 });
    const { client, problems } = clientOf(peer);
    await vi.waitFor(
      () =>
        expect(problems.map(({ message }) => message)).toContain(
          'POST /api/v1/instances answered 503: {"detail":"as the test asked"}',
        ),
      SOON,
    );
    expect(await client.ready(0)).toBe(false);
    peer.failing.clear();
    expect(await client.ready(5000)).toBe(true);
    expect(latest(peer)?.revision).toBe(1);
  });

  test("asks for the state when the server knows a newer one", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer, { leaseSeconds: 3 });
    // Changed without a word on the stream.
    peer.snapshot = ordersAt(2);
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    expect(peer.openStreams).toBe(1);
  });

  test("deregisters when it is closed, once", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    await Promise.all([client.close(), client.close()]);
    await client.close();
    expect(peer.acknowledgements.map(({ revision, leaseSeconds }) => [revision, leaseSeconds])).toEqual([
      [1, 30],
      [1, 0],
    ]);
    await vi.waitFor(() => expect(peer.openStreams).toBe(0), SOON);
  });

  test("that never had contact has nothing to deregister", async () => {
    const { client, problems } = clientOf({ url: "http://127.0.0.1:9" }, { bootstrap: ordersAt(1) });
    await vi.waitFor(() => expect(problems.length).toBeGreaterThan(0), SOON);
    const before = problems.length;
    await client.close();
    expect(problems).toHaveLength(before);
  });
});

describe("acknowledging waits", () => {
  beforeEach(() => acknowledgingAfter(0));

  test("for every operation begun under an earlier revision, and for no other", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    const [first, second, third] = [deferred(), deferred(), deferred()];
    const running = [client.operation(() => first.promise), client.operation(() => second.promise)];
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    const later = client.operation(() => third.promise);
    await oneMoreExchange(peer);
    expect(latest(peer)?.revision).toBe(1);

    first.resolve();
    await running[0];
    await oneMoreExchange(peer);
    expect(latest(peer)?.revision).toBe(1);

    second.resolve();
    await acknowledged(peer, 2);
    third.resolve();
    await later;
  });

  test("and goes as far as what has drained", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    peer.publish(ordersAt(2));
    await acknowledged(peer, 2);
    const held = deferred();
    const running = client.operation(() => held.promise);
    peer.publish(ordersAt(3));
    peer.publish(ordersAt(4));
    await vi.waitFor(() => expect(client.revision).toBe(4), SOON);
    await oneMoreExchange(peer);
    expect(latest(peer)?.revision).toBe(2);
    held.resolve();
    await running;
    await acknowledged(peer, 4);
    expect(peer.acknowledgements.map(({ revision }) => revision)).not.toContain(3);
  });

  test("no longer than an operation's deadline", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer, { operationSeconds: 1 });
    const held = deferred<string>();
    const running = client.operation(() => held.promise);
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    expect(latest(peer)?.revision).toBe(1);
    await acknowledged(peer, 2);
    expect(problems.filter((problem) => problem instanceof DeadlineError)).toHaveLength(1);
    // The caller gets its answer all the same.
    held.resolve("late but whole");
    expect(await running).toBe("late but whole");
  });

  test("for a write of the migrator", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    const held = deferred<string>();
    const store = () => held.promise;
    const data = client.migrator({ key: "orders.data", readOld: store, readNew: store, writeOld: store, writeNew: store });
    const running = data.write({ targetingKey: "user-1" }, "create", {});
    peer.publish(ordersAt(2, { data: "dualwrite" }));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    await oneMoreExchange(peer);
    expect(latest(peer)?.revision).toBe(1);
    held.resolve("written");
    expect(await running).toBe("written");
    await acknowledged(peer, 2);
  });

  test("closing waits too, and an operation may begin others to its end", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    const held = deferred();
    const store = () => Promise.resolve("done");
    const data = client.migrator({ key: "orders.data", readOld: store, readNew: store, writeOld: store, writeNew: store });
    const running = client.operation(async () => {
      await held.promise;
      return data.write({}, "create", {});
    });
    const closing = client.close();
    await oneMoreExchange(peer);
    expect(latest(peer)?.leaseSeconds).not.toBe(0);
    held.resolve();
    expect(await running).toBe("done");
    await closing;
    expect(latest(peer)?.leaseSeconds).toBe(0);
    await expect(data.write({}, "create", {})).rejects.toThrow("The client is closed");
    await expect(client.operation(() => Promise.resolve())).rejects.toThrow(ClosedError);
  });

  test("what the work throws reaches the caller unchanged", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    const thrown = new Error("the caller's own");
    await expect(client.operation(() => Promise.reject(thrown))).rejects.toBe(thrown);
    peer.publish(ordersAt(2));
    await acknowledged(peer, 2);
  });
});

const PASSER_BY = "passer-by";

function latest(peer: Peer): Acknowledged | undefined {
  return peer.acknowledgements.findLast(({ service }) => service !== PASSER_BY);
}

async function acknowledged(peer: Peer, revision: number): Promise<void> {
  await vi.waitFor(() => expect(latest(peer)?.revision).toBe(revision), SOON);
}

/** Long enough for an acknowledgement that should not come: another client registers and leaves meanwhile. */
async function oneMoreExchange(peer: Peer): Promise<void> {
  const { client } = await readyClient(peer, { service: PASSER_BY });
  await client.close();
}
