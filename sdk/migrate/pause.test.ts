import { afterEach, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { PausedError } from "../index.ts";
import { closeAll } from "../test/harness.ts";
import { migratingAt, USER } from "../test/migrating.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

const shadow = (revision: number, paused: boolean) => ordersAt(revision, { data: { position: "shadow", paused } });

test("while a switch is paused writes wait, reads go on, and waiting holds nothing up", async () => {
  const { data, client, peer, stores } = await migratingAt(shadow(1, true), [], {}, { instance: "one", pauseSeconds: 30 });
  const writes = Promise.all([data.write(USER, "create", "a"), data.write(USER, "create", "b")]);
  expect(await data.read(USER, "get", "c")).toBe("read old c");
  expect(stores.calls).not.toContain("write old a");
  // The authority changes while they wait, and is acknowledged: a waiting write is no operation yet.
  peer.publish(ordersAt(2, { data: { position: "live", paused: true } }));
  await vi.waitFor(() => expect(peer.members.get("one")?.revision).toBe(2), SOON);
  expect(stores.calls.filter((call) => call.startsWith("write"))).toEqual([]);
  peer.publish(ordersAt(3, { data: "live" }));
  expect(await writes).toEqual(["write new a", "write new b"]);
  expect(client.revision).toBe(3);
});

test("no write waits longer than it may: it was not begun, and the next one goes through", async () => {
  const { data, peer, stores } = await migratingAt(shadow(1, true), [], {}, { pauseSeconds: 0.2 });
  const start = performance.now();
  await expect(data.write(USER, "create", "a")).rejects.toThrow(PausedError);
  expect(performance.now() - start).toBeGreaterThan(190);
  expect(performance.now() - start).toBeLessThan(2000);
  expect(stores.calls).toEqual([]);
  peer.publish(shadow(2, false));
  await vi.waitFor(async () => expect(await data.write(USER, "create", "b")).toBe("write old b"), SOON);
});

test("a pause that returns counts as one", async () => {
  const { data, peer, client } = await migratingAt(shadow(1, true), [], {}, { pauseSeconds: 0.5 });
  const outcome = expect(data.write(USER, "create", "a")).rejects.toThrow(PausedError);
  peer.publish(shadow(2, true));
  await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
  await outcome;
});
