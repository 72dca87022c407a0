import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { emptyHistogram, merge, observe, totalCount } from "../../lib/core/measurements/histogram.ts";
import { SOON } from "../../scripts/test-patience.ts";
import { DroppedError, type Measurement } from "../index.ts";
import { clientOf, closeAll, peerWith, readyClient } from "../test/harness.ts";
import { ordersAt, type Peer, type Reported, TOKEN } from "../test/peer.ts";

afterEach(closeAll);

const REQUEST: Measurement = {
  module: "orders",
  kind: "http",
  operation: "GET /orders",
  path: "old",
  seconds: 0.02,
  error: false,
};

describe("reports", () => {
  test("count every measurement exactly once, while the service runs", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer, { service: "ingress", instance: "ingress-1" });
    const expected = { old: { count: 0, errors: 0, sum: 0 }, new: { count: 0, errors: 0, sum: 0 } };
    const histogram = emptyHistogram();
    for (let i = 0; i < 5000; i += 1) {
      const path = i % 5 === 0 ? "new" : "old";
      const seconds = 0.001 * (1 + (i % 100));
      client.measure({ ...REQUEST, path, seconds, error: i % 50 === 0 });
      expected[path].count += 1;
      expected[path].errors += i % 50 === 0 ? 1 : 0;
      expected[path].sum += seconds;
      observe(histogram, seconds);
      if (i % 1000 === 0) await vi.waitFor(() => expect(totalOf(peer.reports)).toBeGreaterThan(0), SOON);
    }
    await vi.waitFor(() => expect(totalOf(peer.reports)).toBe(5000), SOON);
    expect(new Set(peer.reports.map(({ batch }) => batch)).size).toBe(peer.reports.length);
    expect(peer.reports[0]).toMatchObject({ service: "ingress", instance: "ingress-1" });

    const windows = peer.reports.flatMap((report) => report.windows);
    for (const path of ["old", "new"] as const) {
      const mine = windows.filter((row) => row.path === path);
      expect(mine.reduce((total, row) => total + row.count, 0)).toBe(expected[path].count);
      expect(mine.reduce((total, row) => total + row.errors, 0)).toBe(expected[path].errors);
      expect(mine.reduce((total, row) => total + row.sum, 0)).toBeCloseTo(expected[path].sum, 6);
    }
    for (const row of windows) {
      expect(row).toMatchObject({ module: "orders", kind: "http", operation: "GET /orders" });
      expect(row.at % 10).toBe(0);
      expect(Math.abs(row.at - Date.now() / 1000)).toBeLessThan(60);
      expect(totalCount(row.histogram)).toBe(row.count);
    }
    expect(windows.map((row) => row.histogram).reduce(merge, emptyHistogram())).toEqual(histogram);
  });

  test("say what rules could not read apart from everything else, for a dataplane that does not know it", async () => {
    const old = { attribute: "v", operator: "semver", max: "6" } as const;
    const peer = await peerWith(ordersAt(1, { route: { rules: [{ name: "old", conditions: [old], result: "position" }] } }));
    const { client } = await readyClient(peer, { reportEverySeconds: 3600 });
    client.measure(REQUEST);
    for (const v of ["latest", "5.x", "5.y", "5.9", 7]) client.evaluate("orders.route", { v }, "new");
    await client.close();
    const at = expect.any(Number);
    expect(peer.reports.map(({ windows, unreadable }) => [windows.length, unreadable])).toEqual([
      [1, undefined],
      [0, [{ switch: "orders.route", rule: "old", at, count: 4, example: "5.x" }]],
    ]);
  });

  test("are sums, not events: one row for a series and window", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer, { reportEverySeconds: 3600 });
    for (let i = 0; i < 1000; i += 1) client.measure(REQUEST);
    await client.close();
    const windows = peer.reports.flatMap((report) => report.windows);
    // Two when the clock passed into the next ten seconds meanwhile.
    expect(windows.length).toBeLessThanOrEqual(2);
    expect(totalOf(peer.reports)).toBe(1000);
  });

  test("are not sent when there is nothing to say", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer, { reportEverySeconds: 0.05 });
    await client.close();
    expect(peer.reports).toEqual([]);
  });

  test("leave out what says nothing, and say so", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer);
    for (const seconds of [Number.NaN, -1, Number.POSITIVE_INFINITY]) client.measure({ ...REQUEST, seconds });
    client.measure(JSON.parse(JSON.stringify({ ...REQUEST, path: "sideways" })));
    client.measure(JSON.parse(JSON.stringify({ ...REQUEST, kind: "ftp" })));
    client.measure({ ...REQUEST, seconds: 0 });
    await client.close();
    expect(totalOf(peer.reports)).toBe(1);
    expect(problems.map(({ message }) => message.slice(0, 22))).toEqual(
      Array.from({ length: 5 }, () => "measure: says nothing:"),
    );
  });

  test("keep to what the server takes: long names are cut", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    client.measure({ ...REQUEST, operation: "x".repeat(1000) });
    client.measure({ ...REQUEST, operation: "" });
    await client.close();
    expect(peer.reports.flatMap(({ windows }) => windows.map(({ operation }) => operation)).toSorted()).toEqual([
      "unnamed",
      "x".repeat(200),
    ]);
  });
});

describe("when the server does not take a report", () => {
  test("it is sent again under the same name, with the same rows", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    peer.losesAnswers = true;
    for (let i = 0; i < 7; i += 1) client.measure(REQUEST);
    await vi.waitFor(() => expect(peer.reports.length).toBeGreaterThanOrEqual(3), SOON);
    client.measure(REQUEST);
    peer.losesAnswers = false;
    await vi.waitFor(() => expect(totalOf(counted(peer.reports))).toBe(8), SOON);
    const [first, ...others] = peer.reports;
    expect(others.filter(({ batch }) => batch === first?.batch).length).toBeGreaterThanOrEqual(2);
    for (const repeated of others.filter(({ batch }) => batch === first?.batch)) expect(repeated).toEqual(first);
    expect(totalOf(counted(peer.reports))).toBe(8);
  });

  test("nothing is lost over an outage", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer);
    client.measure(REQUEST);
    await vi.waitFor(() => expect(totalOf(peer.reports)).toBe(1), SOON);
    await peer.stop();
    client.measure(REQUEST);
    const before = problems.length;
    await vi.waitFor(
      () => expect(problems.slice(before).some(({ message }) => message.startsWith("POST /api/v1/reports"))).toBe(true),
      SOON,
    );
    client.measure(REQUEST);
    await peer.start();
    await vi.waitFor(() => expect(totalOf(counted(peer.reports))).toBe(3), SOON);
    expect(problems.filter((problem) => problem instanceof DroppedError)).toEqual([]);
  });

  test("the buffer is bounded: the oldest rows go, and are counted", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer, { reportEverySeconds: 3600 });
    peer.failing.set("/api/v1/reports", { status: 503 });
    const rows = 32_000;
    for (let i = 0; i < rows; i += 1) client.measure({ ...REQUEST, operation: `op-${i}` });
    peer.failing.clear();
    await client.close();
    const kept = peer.reports.flatMap(({ windows }) => windows.map(({ operation }) => Number(operation.slice(3))));
    const dropped = problems.reduce((total, problem) => total + (problem instanceof DroppedError ? problem.count : 0), 0);
    expect(kept.length).toBe(30_000);
    expect(kept.length + dropped).toBe(rows);
    expect(Math.min(...kept)).toBe(dropped);
  });

  test("a refusal for good is not repeated, and the next report goes through", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer);
    peer.failing.set("/api/v1/reports", { status: 422 });
    client.measure(REQUEST);
    await vi.waitFor(() => expect(problems.find((problem) => problem instanceof DroppedError)).toMatchObject({ count: 1 }), SOON);
    peer.failing.clear();
    client.measure({ ...REQUEST, operation: "next" });
    await vi.waitFor(
      () => expect(peer.reports.flatMap(({ windows }) => windows.map(({ operation }) => operation))).toEqual(["next"]),
      SOON,
    );
  });

  test("a server that asks to wait is waited for", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    peer.failing.set("/api/v1/reports", { status: 429, headers: { "retry-after": "1" } });
    client.measure(REQUEST);
    await vi.waitFor(() => expect(peer.count("POST /api/v1/reports")).toBe(1), SOON);
    const start = performance.now();
    peer.failing.clear();
    await vi.waitFor(() => expect(totalOf(peer.reports)).toBe(1), SOON);
    expect(performance.now() - start).toBeGreaterThan(800);
  });

  test("rows the server could not place are said", async () => {
    const peer = await peerWith(ordersAt(1));
    peer.accepted = { accepted: 0, dropped: 2, reasons: { "unknown module": 2 } };
    const { client, problems } = await readyClient(peer);
    client.measure(REQUEST);
    await vi.waitFor(
      () =>
        expect(problems.map(({ message }) => message)).toContain(
          '2 rows of measurements were dropped: not accepted: {"unknown module":2}',
        ),
      SOON,
    );
  });
});

describe("closing", () => {
  test("sends what is left", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer, { reportEverySeconds: 3600 });
    for (let i = 0; i < 1234; i += 1) client.measure({ ...REQUEST, operation: `op-${i}` });
    await client.close();
    expect(totalOf(peer.reports)).toBe(1234);
    expect(peer.reports.map(({ windows }) => windows.length)).toEqual([500, 500, 234]);
  });

  test("says what could not be sent, and does not hang on a server that is gone", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer, { reportEverySeconds: 3600 });
    client.measure(REQUEST);
    await peer.stop();
    const start = performance.now();
    await client.close();
    expect(performance.now() - start).toBeLessThan(3000);
    expect(problems.find((problem) => problem instanceof DroppedError)).toMatchObject({
      message: "1 rows of measurements were dropped: the client was closed before the server took them",
    });
  });

  test("leaves nothing behind that would keep the process alive", async () => {
    const peer = await peerWith(ordersAt(1));
    const program = `
      const { createClient } = await import(${JSON.stringify(new URL("../index.ts", import.meta.url).href)});
      const client = createClient({ url: "${peer.url}", token: "${TOKEN}", service: "short-lived" });
      const ready = await client.ready();
      client.measure(${JSON.stringify(REQUEST)});
      await client.close();
      process.stdout.write(String(ready));
    `;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output = text(child.stdout);
    const [code] = await once(child, "exit");
    expect([code, await output]).toEqual([0, "true"]);
    expect(totalOf(peer.reports)).toBe(1);
    expect(peer.acknowledgements.at(-1)).toMatchObject({ service: "short-lived", leaseSeconds: 0 });
  });

  test("ends reports, not answers", async () => {
    const { client } = clientOf({ url: "http://127.0.0.1:9" }, { bootstrap: ordersAt(1, { route: "new" }) });
    await client.close();
    expect(client.position("orders.route", {}, "old")).toBe("new");
  });
});

function totalOf(reports: readonly Reported[]): number {
  return reports.reduce((total, { windows }) => total + windows.reduce((sum, { count }) => sum + count, 0), 0);
}

/** As a server counts them: a batch that came twice counts once. */
function counted(reports: Peer["reports"]): Reported[] {
  return [...new Map(reports.map((report) => [report.batch, report])).values()];
}
