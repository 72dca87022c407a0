import { createServer } from "node:net";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { RequestError } from "../index.ts";
import { clientOf, closeAll, peerWith, readyClient } from "../test/harness.ts";
import { migratingOver, USER } from "../test/migrating.ts";
import { ordersAt, type Peer } from "../test/peer.ts";

afterEach(closeAll);

const MEASUREMENT = { module: "orders", kind: "http", operation: "GET /", path: "old", seconds: 0.01, error: false } as const;

describe("several addresses", () => {
  test("the first that answers is kept, whatever the others do", async () => {
    const [first, second] = [await peerWith(ordersAt(1)), await peerWith(ordersAt(1))];
    const { client } = await readyClient(both(first, second));
    client.measure(MEASUREMENT);
    await vi.waitFor(() => expect(first.reports).toHaveLength(1), SOON);
    expect(second.seen.size).toBe(0);
  });

  test("when one is killed no read fails, and stream, reports and acknowledgements move over", async () => {
    const [first, second] = [
      await peerWith(ordersAt(1, { data: "dualwrite" })),
      await peerWith(ordersAt(1, { data: "dualwrite" })),
    ];
    // Replicas share one database.
    Object.assign(second, { members: first.members, ledger: first.ledger });
    const { client, data, stores } = await migratingOver(first, { ...both(first, second), leaseSeconds: 3 });
    stores.failing.push("new");
    let reads = 0;
    let reading = true;
    const load = (async () => {
      for (; reading; reads += 1) {
        expect(client.position("orders.route", USER, "new")).toBe("old");
        expect(await data.read(USER, "get", "a")).toBe("read old a");
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await vi.waitFor(() => expect(reads).toBeGreaterThan(100), SOON);
    const acknowledged = second.acknowledgements.length;
    await first.stop();
    const before = reads;
    await vi.waitFor(() => expect(second.openStreams).toBe(1), SOON);
    await data.write(USER, "save", "b");
    await vi.waitFor(() => expect(second.ledger.open.map(({ key }) => key)).toEqual(["*"]), SOON);
    await vi.waitFor(() => expect(second.acknowledgements.length).toBeGreaterThan(acknowledged), SOON);
    await vi.waitFor(() => expect(second.reports.length).toBeGreaterThan(0), SOON);
    second.publish(ordersAt(2, { data: "dualwrite" }));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    await vi.waitFor(() => expect(reads).toBeGreaterThan(before + 100), SOON);
    reading = false;
    await load;
  });

  test("one that answers 5xx is left, one that refuses is not", async () => {
    const [first, second] = [await peerWith(ordersAt(1)), await peerWith(ordersAt(1))];
    first.failing.set("/api/v1/stream", { status: 503 });
    first.failing.set("/api/v1/reports", { status: 422 });
    const { client, problems } = await readyClient(both(first, second));
    expect([first.openStreams, second.openStreams]).toEqual([0, 1]);
    expect(problems[0]).toBeInstanceOf(RequestError);
    await second.stop();
    client.measure(MEASUREMENT);
    await vi.waitFor(() => expect(problems.map(String).join()).toContain("rows of measurements were dropped"), SOON);
    expect(second.reports).toEqual([]);
  });

  test("one that takes connections and says nothing is left after its part of the time", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const peer = await peerWith(ordersAt(1));
    const port = typeof address === "object" && address ? address.port : 0;
    const { client } = clientOf({ url: [`http://127.0.0.1:${port}`, peer.url] });
    const start = performance.now();
    expect(await client.ready(14_000)).toBe(true);
    expect(performance.now() - start).toBeGreaterThan(4900);
  }, 20_000);

  test("all gone is said once for each", async () => {
    const { problems } = clientOf({ url: ["http://127.0.0.1:9", "http://127.0.0.1:19"] });
    await vi.waitFor(
      () => expect(problems.filter(({ message }) => message.startsWith("GET /api/v1/stream"))).toHaveLength(2),
      SOON,
    );
  });
});

function both(first: Peer, second: Peer): { url: string[] } {
  return { url: [first.url, second.url] };
}
