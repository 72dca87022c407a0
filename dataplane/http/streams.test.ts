import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { counters } from "../counters.ts";
import { State } from "../state/state.ts";
import { until } from "../test-dataplane.ts";
import { openEvents } from "../test-events.ts";
import { Cors } from "./cors.ts";
import { Exchange } from "./exchange.ts";
import { revisionSeen, Streams, type Topic } from "./streams.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Streams over real sockets, of a topic that says from where to where it brings a reader; from nowhere in `bytes` bytes. */
async function serving({ heartbeatMs, limits, bytes = 0 }: { heartbeatMs?: number; limits?: Limits; bytes?: number } = {}) {
  const state = new State({ readsPerSecond: 1000, reportsPerSecond: 1 });
  const ids = [randomUUID(), randomUUID()] as const;
  const environmentId = randomUUID();
  const allow = (...live: string[]) =>
    state.setTokens(live.map((id) => ({ id, hash: id, environmentId, scopes: ["read"], expiresAt: null })));
  allow(...ids);
  const streams = new Streams(state.tokens, heartbeatMs, limits);
  const filler = "x".repeat(bytes);
  const made: string[] = [];
  let revision = 1;
  const topic: Topic = {
    name: "test",
    scope: "read",
    now: () => ({
      revision,
      eventSince: (from) => {
        made.push(`${from} to ${revision}`);
        return Buffer.from(`id: ${revision}\nevent: ${from}-${revision}\ndata: ${from === null ? filler : ""}\n\n`);
      },
    }),
  };
  const server = createServer((request, response) => {
    const exchange = new Exchange(request, response, new Cors(state));
    try {
      const token = state.tokens.get(ids[request.url === "/other" ? 1 : 0]);
      if (token) streams.open(exchange, topic, token, revisionSeen(request));
    } catch (error) {
      exchange.fail(error);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  closing.push(() => {
    void streams.close();
    server.closeAllConnections();
    server.close();
  });
  const change = (times = 1) => {
    for (let i = 0; i < times; i += 1) {
      revision += 1;
      streams.changed("test");
    }
  };
  return { streams, url: `http://127.0.0.1:${port}/`, port, change, made, allow, ids };
}

type Limits = { streams: number; streamsOfAToken: number };

/** A reader that asked for the stream and has not read a byte yet. */
async function sleeper(port: number): Promise<{ socket: Socket; text: () => string; closed: () => boolean }> {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  let closed = false;
  socket.pause();
  socket.on("data", (chunk) => {
    text += chunk;
  });
  socket.on("close", () => {
    closed = true;
  });
  socket.on("error", () => undefined);
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  closing.push(() => socket.destroy());
  return { socket, text: () => text, closed: () => closed };
}

const MUCH = 12 * 1024 * 1024;

describe("changes", () => {
  it("that come together are said together, in one buffer for all", async () => {
    const { url, change, made } = await serving();
    const readers = await Promise.all(Array.from({ length: 20 }, () => openEvents(url, { "last-event-id": "1" })));
    change(10);
    for (const reader of readers) {
      expect((await reader.wait(1)).map(({ event }) => event)).toEqual(["1-11"]);
      reader.close();
    }
    expect(new Set(made)).toEqual(new Set(["1 to 11"]));
  });

  it("reach a reader who is busy taking one as one, when it has taken that", async () => {
    const { streams, port, url, change, made } = await serving({ bytes: MUCH });
    const { socket, text } = await sleeper(port);
    await until(
      () => streams.size,
      (size) => size === 1,
    );
    const other = await openEvents(url, { "last-event-id": "1" });
    for (let i = 0; i < 5; i += 1) {
      change();
      await other.wait(i + 1);
    }
    expect(made.filter((each) => each.startsWith("null"))).toEqual(["null to 1"]);
    socket.resume();
    await until(
      () =>
        text()
          .match(/event: \S+/g)
          ?.at(-1),
      (event) => event === "event: 1-6",
      20,
    );
    expect(text().match(/event: \S+/g)).toEqual(["event: null-1", "event: 1-6"]);
    other.close();
  }, 30_000);

  it("of who has the present state are none, and of who has a later one all", async () => {
    const { url, change, made } = await serving();
    change(4);
    const [there, later, odd] = await Promise.all(["5", "9", "-1"].map((id) => openEvents(url, { "last-event-id": id })));
    expect((await later?.wait(1))?.[0]?.event).toBe("9-5");
    expect((await odd?.wait(1))?.[0]?.event).toBe("null-5");
    expect(there?.events).toEqual([]);
    expect(made).not.toContain("5 to 5");
    for (const each of [there, later, odd]) each?.close();
  });
});

describe("a reader", () => {
  it("that has taken nothing for a whole heartbeat is cut off and counted; the others hear on", async () => {
    const { streams, port, url, change } = await serving({ heartbeatMs: 200, bytes: MUCH });
    const before = counters.slowReaders;
    const { closed, socket } = await sleeper(port);
    await until(
      () => streams.size,
      (size) => size === 1,
    );
    const other = await openEvents(url, { "last-event-id": "1" });
    await until(
      () => counters.slowReaders,
      (count) => count === before + 1,
    );
    expect(streams.size).toBe(1);
    change();
    expect((await other.wait(1))[0]?.event).toBe("1-2");
    socket.resume();
    await until(closed, Boolean);
    other.close();
  }, 30_000);

  it("hears a sign of life in every heartbeat, not all readers at once", async () => {
    const { port } = await serving({ heartbeatMs: 2000 });
    const readers = await Promise.all(Array.from({ length: 40 }, () => sleeper(port)));
    const at: number[] = [];
    for (const { socket } of readers) {
      let heard = 0;
      socket.on("data", (chunk) => {
        heard += String(chunk).split(":\n\n").length - 1;
        if (heard === 2) at.push(performance.now());
      });
      socket.resume();
    }
    await until(
      () => at.length,
      (count) => count === readers.length,
      10,
    );
    expect(Math.max(...at) - Math.min(...at)).toBeGreaterThan(1000);
  }, 15_000);

  it("whose token is good no more is sent away", async () => {
    const { url, allow, ids, streams } = await serving();
    const [one, other] = await Promise.all([openEvents(url), openEvents(`${url}other`)]);
    allow(ids[1]);
    streams.check();
    await one.ended;
    expect(streams.size).toBe(1);
    other.close();
    await until(
      () => streams.size,
      (size) => size === 0,
    );
  });

  it("too many is told when to ask again", async () => {
    const { url, streams } = await serving({ limits: { streams: 3, streamsOfAToken: 2 } });
    const open = [await openEvents(url), await openEvents(url)];
    const of = async (path: string) => {
      const { status, headers } = await fetch(url + path);
      return [status, Number(headers.get("retry-after")) > 0];
    };
    expect(await of("")).toEqual([429, true]);
    open.push(await openEvents(`${url}other`));
    expect(await of("other")).toEqual([503, true]);
    open.pop()?.close();
    await until(
      () => streams.size,
      (size) => size === 2,
    );
    expect(await of("")).toEqual([429, true]);
    open.push(await openEvents(`${url}other`));
    for (const each of open) each.close();
  });
});

it("at the end readers are sent away some at a time, and hear of changes until then", async () => {
  const { url, streams, change } = await serving();
  const readers = await Promise.all(Array.from({ length: 120 }, () => openEvents(url, { "last-event-id": "1" })));
  const closed = streams.close();
  change();
  await closed;
  await Promise.all(readers.map((reader) => reader.ended));
  expect(readers.filter(({ events }) => events[0]?.event === "1-2").length).toBeGreaterThan(20);
  expect(readers.every(({ events }) => (events.at(-1)?.retry ?? 0) >= 200)).toBe(true);
  expect(await fetch(url).then(({ status }) => status)).toBe(503);
});
