import { afterEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { DeadlineError, LeaseError } from "../index.ts";
import { acknowledgingAfter, closeAll, deferred } from "../test/harness.ts";
import { type Migrating, migrating, USER } from "../test/migrating.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

/** Brings the next revision and answers how to see whether it was acknowledged. */
async function changed({ client, peer }: Migrating): Promise<() => boolean> {
  acknowledgingAfter(0);
  peer.publish(ordersAt(2, { data: "dualwrite" }));
  await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
  return () => peer.acknowledgements.some(({ revision }) => revision === 2);
}

/** Long enough for an acknowledgement that nothing holds up: the client has sent something else since. */
async function aWhile({ peer, client }: Migrating): Promise<void> {
  const before = peer.reports.length;
  client.measure({ module: "orders", kind: "http", operation: "get", path: "old", seconds: 0.01, error: false });
  await vi.waitFor(() => expect(peer.reports.length).toBeGreaterThan(before), SOON);
}

describe("a change is acknowledged only when the store has answered", () => {
  test("a write whose caller's deadline is over", async () => {
    const made = await migrating("dualwrite", [], {}, { operationSeconds: 60 });
    made.stores.gates = { old: deferred() };
    await expect(made.data.write(USER, "save", "a", { deadlineSeconds: 0.02 })).rejects.toThrow(DeadlineError);
    const acknowledged = await changed(made);
    await aWhile(made);
    expect(acknowledged()).toBe(false);
    made.stores.gates.old?.resolve();
    await vi.waitFor(() => expect(acknowledged()).toBe(true), SOON);
    // It was cut before its second step, which is for the ledger to mend.
    expect(made.stores.calls).toEqual(["write old a"]);
  });

  test("a second write that its caller does not wait for", async () => {
    const made = await migrating("dualwrite", [], {}, { operationSeconds: 60 });
    made.stores.gates = { new: deferred() };
    expect(await made.data.write(USER, "save", "a", { deadlineSeconds: 0.02 })).toBe("write old a");
    const acknowledged = await changed(made);
    await aWhile(made);
    expect(acknowledged()).toBe(false);
    made.stores.gates.new?.reject(new Error("too late to matter"));
    await vi.waitFor(() => expect(acknowledged()).toBe(true), SOON);
  });

  test("work of the caller's own that outlives its deadline", async () => {
    const made = await migrating("dualwrite", [], {}, { operationSeconds: 60 });
    const held = deferred();
    const running = made.client.operation(() => held.promise, { deadlineSeconds: 0.02 });
    await vi.waitFor(() => expect(made.problems.some((problem) => problem instanceof DeadlineError)).toBe(true), SOON);
    const acknowledged = await changed(made);
    await aWhile(made);
    expect(acknowledged()).toBe(false);
    held.resolve();
    await running;
    await vi.waitFor(() => expect(acknowledged()).toBe(true), SOON);
  });

  test("a write that the loss of the lease cut: nothing registers before it has settled", async () => {
    const made = await migrating("dualwrite", [], {}, { operationSeconds: 60, leaseSeconds: 3, instance: "one" });
    made.stores.gates = { old: deferred() };
    const write = made.data.write(USER, "save", "a");
    made.peer.members.writeOff("one");
    await expect(write).rejects.toThrow(LeaseError);
    const acknowledged = await changed(made);
    await aWhile(made);
    expect(acknowledged()).toBe(false);
    made.stores.gates.old?.resolve();
    await vi.waitFor(() => expect(acknowledged()).toBe(true), SOON);
  });
});

test("operationSeconds after it began it counts as finished, however long the store takes", async () => {
  const made = await migrating("dualwrite", [], {}, { operationSeconds: 0.3 });
  made.stores.gates = { old: deferred() };
  await expect(made.data.write(USER, "save", "a", { deadlineSeconds: 0.02 })).rejects.toThrow(DeadlineError);
  const acknowledged = await changed(made);
  await vi.waitFor(() => expect(acknowledged()).toBe(true), SOON);
  made.stores.gates.old?.resolve();
});

test("closing waits for the store of an operation that was cut, and says what it left", async () => {
  const { client, data, stores, peer } = await migrating("dualwrite", [], { keyOf: (key) => key }, { operationSeconds: 60 });
  stores.gates = { old: deferred() };
  await expect(data.write(USER, "save", "a", { deadlineSeconds: 0.02 })).rejects.toThrow(DeadlineError);
  let closed = false;
  const closing = client.close().then(() => {
    closed = true;
  });
  await vi.waitFor(() => expect(peer.ledger.open.map(({ key }) => key)).toEqual(["a"]), SOON);
  // Nothing holds it up but the store: all else is done by now.
  for (let asked = 0; asked < 50; asked += 1) await fetch(peer.url);
  expect(closed).toBe(false);
  stores.gates.old?.resolve();
  await closing;
  expect(peer.acknowledgements.at(-1)?.leaseSeconds).toBe(0);
});
