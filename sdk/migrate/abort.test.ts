import { afterEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { DeadlineError } from "../index.ts";
import { clientOf, closeAll, deferred } from "../test/harness.ts";
import { measured, migrating, migratingAt, secondaryFailures, USER } from "../test/migrating.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

const GIVEN_UP = new Error("the caller gave up");

describe("a signal that aborts", () => {
  test("before anything began keeps anything from beginning", async () => {
    const { client, data, stores } = await migrating("shadow");
    const { signal } = aborted();
    await expect(data.read(USER, "get", "a", { signal })).rejects.toBe(GIVEN_UP);
    await expect(data.write(USER, "save", "a", { signal })).rejects.toBe(GIVEN_UP);
    const work = vi.fn(async () => "done");
    await expect(client.operation(work, { signal })).rejects.toBe(GIVEN_UP);
    expect([stores.calls, work.mock.calls]).toEqual([[], []]);
  });

  test("leaves a read that began to end by itself, and to be measured", async () => {
    const { client, data, stores, peer } = await migrating("off");
    const controller = new AbortController();
    stores.gates = { old: deferred() };
    const read = data.read(USER, "get", "a", { signal: controller.signal });
    controller.abort(GIVEN_UP);
    await expect(read).rejects.toBe(GIVEN_UP);
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    const acknowledged = () => peer.acknowledgements.at(-1)?.revision;
    expect(acknowledged()).toBe(1);
    stores.gates.old?.resolve();
    await vi.waitFor(() => expect(acknowledged()).toBe(2), SOON);
    await client.close();
    expect(measured(peer)).toMatchObject([{ path: "old", count: 1, errors: 0 }]);
  });

  test("does not stop a write between its stores: the second gets it, or it is in the ledger", async () => {
    const { client, data, stores, peer } = await migrating("dualwrite", [], { keyOf: (input) => input });
    for (const [key, failing] of [
      ["a", []],
      ["b", ["new"]],
    ] as const) {
      const controller = new AbortController();
      stores.failing = [...failing];
      stores.gates = { old: deferred() };
      const write = data.write(USER, "save", key, { signal: controller.signal });
      controller.abort(GIVEN_UP);
      await expect(write).rejects.toBe(GIVEN_UP);
      stores.gates.old?.resolve();
      await vi.waitFor(() => expect(stores.calls).toContain(`write new ${key}`), SOON);
    }
    await vi.waitFor(() => expect(peer.ledger.open.map(({ key }) => key)).toEqual(["b"]), SOON);
    await client.close();
    expect(secondaryFailures(peer)).toEqual([{ operation: "save", path: "new", count: 1 }]);
  });

  test("ends the wait for a paused switch, and nothing is written when it resumes", async () => {
    const { data, stores, peer, client } = await migratingAt(ordersAt(1, { data: { position: "dualwrite", paused: true } }));
    const controller = new AbortController();
    const write = data.write(USER, "save", "a", { signal: controller.signal });
    controller.abort(GIVEN_UP);
    await expect(write).rejects.toBe(GIVEN_UP);
    peer.publish(ordersAt(2, { data: "dualwrite" }));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    expect(await data.write(USER, "save", "b")).toBe("write old b");
    expect(stores.calls).toEqual(["write old b", "write new b"]);
  });

  test("too late changes nothing, and no listener stays", async () => {
    const { data } = await migrating("off");
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    expect(await data.read(USER, "get", "a", { signal: controller.signal })).toBe("read old a");
    await vi.waitFor(() => expect(removed).toHaveBeenCalledTimes(1), SOON);
    controller.abort(GIVEN_UP);
  });

  test("ends the wait for contact", async () => {
    const { client } = clientOf({ url: "http://127.0.0.1:9" });
    const controller = new AbortController();
    const ready = client.ready({ timeoutMs: 60_000, signal: controller.signal });
    controller.abort();
    expect(await ready).toBe(false);
    expect(await client.ready({ signal: controller.signal })).toBe(false);
  });
});

describe("a deadline of one call", () => {
  test("is shorter than the client's, never longer", async () => {
    const { data, stores } = await migrating("off", [], {}, { operationSeconds: 0.3 });
    stores.gates = { old: deferred() };
    await expect(data.read(USER, "get", "a", { deadlineSeconds: 0.05 })).rejects.toThrow("took longer than its 0.05 s");
    await expect(data.read(USER, "get", "a", { deadlineSeconds: 60 })).rejects.toThrow("took longer than its 0.3 s");
    await expect(data.read(USER, "get", "a", { deadlineSeconds: Number.NaN })).rejects.toThrow(DeadlineError);
    stores.gates.old?.resolve();
  });

  test("of a write that it cuts short puts the key into the ledger", async () => {
    const { data, stores, peer } = await migrating("dualwrite", [], { keyOf: (input) => input }, { operationSeconds: 60 });
    stores.gates = { new: deferred() };
    expect(await data.write(USER, "save", "a", { deadlineSeconds: 0.05 })).toBe("write old a");
    await vi.waitFor(() => expect(peer.ledger.open.map(({ key }) => key)).toEqual(["a"]), SOON);
    stores.gates.new?.resolve();
  });
});

function aborted(): AbortController {
  const controller = new AbortController();
  controller.abort(GIVEN_UP);
  return controller;
}
