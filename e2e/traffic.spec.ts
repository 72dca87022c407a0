import { expect, test } from "@playwright/test";
import {
  call,
  DATAPLANE,
  measuredShare,
  move,
  nextWindow,
  PRODUCTION,
  PROJECT,
  serviceToken,
  switchState,
} from "./support/api.ts";

/** The demo under traffic, through the wire alone. */

test("every module of the demo shows traffic", async () => {
  const { items: modules } = await call<{ items: { key: string }[] }>("GET", `${PROJECT}/modules`);
  expect(modules.map(({ key }) => key).sort()).toEqual(["orders", "payments"]);
  for (const { key } of modules) {
    await expect
      .poll(async () => (await measuredShare(key, Math.floor(Date.now() / 1000) - 60)).total, { timeout: 30_000 })
      .toBeGreaterThan(0);
  }
});

test("a share moves the measured traffic, and a rollback brings it back", async () => {
  await move("payments.route", "old", 100_000);
  await move("payments.route", "new", 60_000);
  await expect
    .poll(async () => (await switchState("payments.route")).propagation.applied, { timeout: 15_000 })
    .toBeGreaterThan(0);
  await expectShare("payments", (share) => expect(share).toBeGreaterThan(0.3));

  await call("POST", `${PRODUCTION}/switches/payments.route/rollback`, { to: "old" });
  await expectShare("payments", (share) => expect(share).toBe(0));
  expect(await switchState("payments.route")).toMatchObject({ position: "old", next: null, share: 0, held: true });
});

/** Waits for whole windows that began after now and hold enough requests to say something. */
async function expectShare(module: string, check: (share: number) => void): Promise<void> {
  const since = nextWindow();
  await expect
    .poll(async () => (await measuredShare(module, since)).total, { timeout: 45_000, intervals: [1000] })
    .toBeGreaterThan(40);
  check((await measuredShare(module, since)).share);
}

test("a change reaches a stream within a second", async () => {
  const token = await serviceToken("stream journey");
  await move("payments.call", "old", 100_000);
  const abort = new AbortController();
  const response = await fetch(`${DATAPLANE}/api/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
    signal: abort.signal,
  });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let received = "";
  const until = async (text: string) => {
    while (!received.includes(text)) {
      const { value, done } = await reader.read();
      if (done) throw new Error("the stream ended");
      received += decoder.decode(value, { stream: true });
    }
  };
  await until("event: snapshot");
  await expect.poll(() => received.endsWith("\n\n")).toBe(true);
  received = "";
  await move("payments.call", "new", 12_345);
  const started = Date.now();
  await until('"share":12345');
  expect(Date.now() - started).toBeLessThan(1000);
  abort.abort();
  await move("payments.call", "old", 100_000);
});

test("a wrong request never gets a 5xx", async () => {
  const at = `${PRODUCTION}/switches/payments.route/changes`;
  const { version } = await switchState("payments.route");
  const attempts: [unknown, number][] = [
    [{ expectedVersion: version, target: "new", share: 100_001 }, 400],
    [{ expectedVersion: version, target: "new", share: -1 }, 400],
    [{ expectedVersion: version, target: "new", share: 1.5 }, 400],
    [{ expectedVersion: version, target: "new", share: 1, shares: 1 }, 400],
    [{ expectedVersion: "1", target: "new", share: 1 }, 400],
    [[], 400],
    [{ expectedVersion: version, target: "shadow", share: 1 }, 422],
    [{ expectedVersion: 1_000_000, target: "new", share: 1 }, 409],
    [{ expectedVersion: version, target: "\u0000", share: 1 }, 400],
  ];
  for (const [body, status] of attempts) {
    const problem = await call<{ type: string; title: string }>("POST", at, body, status);
    expect(problem.title, JSON.stringify(body)).toBeTruthy();
  }
  expect((await switchState("payments.route")).version).toBe(version);
});
