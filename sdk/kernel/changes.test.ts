import { afterEach, describe, expect, test, vi } from "vitest";
import { applyDelta, type Delta, parseDelta } from "../../lib/core/evaluation/delta.ts";
import { parseSnapshot, type Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { deltaCases } from "../../lib/core/vectors/cases.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { clientOf, closeAll, peerWith, readyClient } from "../test/harness.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

const frame = (change: Delta | object) => `event: change\ndata: ${JSON.stringify(change)}\n\n`;
const route = (revision: number, position: "old" | "new") =>
  ordersAt(revision, { route: { position, version: revision } }).switches["orders.route"];
const change = (from: number, revision: number, position: "old" | "new"): Delta =>
  JSON.parse(JSON.stringify({ from, revision, switches: { "orders.route": route(revision, position) }, removed: [] }));

describe("a client makes of the golden changes what they are to make", () => {
  test.each(deltaCases.filter((each) => each.change !== null))("$id $name", async ({ before, change, after }) => {
    const peer = await peerWith(parseSnapshot(before));
    const { client, problems } = await readyClient(peer);
    const heard: Snapshot[] = [];
    client.on("change", (snapshot: Snapshot) => heard.push(snapshot));
    peer.change(parseDelta(change));
    await vi.waitFor(() => expect(heard).toEqual([parseSnapshot(after)]), SOON);
    expect(client.snapshot()).toEqual(parseSnapshot(after));
    expect(problems).toEqual([]);
    expect(peer.count("GET /api/v1/snapshot")).toBe(0);
  });
});

describe("a change", () => {
  test("that begins before what is held is taken, one that ends there is known already", async () => {
    const peer = await peerWith(ordersAt(5));
    const { client, problems } = await readyClient(peer);
    const heard: number[] = [];
    client.on("change", ({ revision }: Snapshot) => heard.push(revision));
    peer.write(frame(change(3, 5, "new")));
    peer.change(change(4, 6, "new"));
    await vi.waitFor(() => expect(heard).toEqual([6]), SOON);
    expect(client.position("orders.route", {}, "old")).toBe("new");
    expect(problems).toEqual([]);
    expect(peer.count("GET /api/v1/snapshot")).toBe(0);
  });

  test("with one missing before it makes the whole snapshot be fetched at once", async () => {
    const peer = await peerWith(ordersAt(5));
    const { client, problems } = await readyClient(peer);
    peer.snapshot = applyDelta(peer.snapshot, change(5, 8, "new"));
    peer.write(frame(change(7, 8, "new")));
    await vi.waitFor(() => expect(client.revision).toBe(8), SOON);
    expect(client.snapshot()).toEqual(peer.snapshot);
    expect(peer.count("GET /api/v1/snapshot")).toBe(1);
    expect(problems).toEqual([]);
  });

  test("that no answer bears out ends the stream; the next one tells what is missing", async () => {
    const peer = await peerWith(ordersAt(5));
    const { client, problems } = await readyClient(peer);
    peer.write(frame(change(7, 8, "new")));
    await vi.waitFor(() => expect(peer.count("GET /api/v1/stream")).toBe(2), SOON);
    expect(problems.map(({ message }) => message)).toEqual(["Revision 8 was announced; what can be had is 5."]);
    await vi.waitFor(() => expect(peer.openStreams).toBe(1), SOON);
    peer.publish(ordersAt(8, { route: "new" }));
    await vi.waitFor(() => expect(client.revision).toBe(8), SOON);
  });

  test("that is garbage changes nothing and is said", async () => {
    const peer = await peerWith(ordersAt(5, { route: "new" }));
    const { client, problems } = clientOf(peer);
    await client.ready();
    peer.write(frame({ from: 5, revision: 6, switches: { "orders.route": { module: "orders" } }, removed: [] }));
    await vi.waitFor(
      () => expect(problems.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^change\./)),
      SOON,
    );
    expect(client.revision).toBe(5);
    expect(client.position("orders.route", {}, "old")).toBe("new");
  });
});

test("a server that says goodbye is not asked for what it has; the next stream tells it", async () => {
  const peer = await peerWith(ordersAt(5));
  const { client, problems } = await readyClient(peer);
  peer.endStreams(50);
  await vi.waitFor(() => expect(peer.count("GET /api/v1/stream")).toBe(2), SOON);
  expect(peer.seen.get("GET /api/v1/stream")?.headers["last-event-id"]).toBe("5");
  await vi.waitFor(() => expect(peer.openStreams).toBe(1), SOON);
  peer.change(change(5, 6, "new"));
  await vi.waitFor(() => expect(client.revision).toBe(6), SOON);
  expect(peer.count("GET /api/v1/snapshot")).toBe(0);
  expect(problems).toEqual([]);
});
