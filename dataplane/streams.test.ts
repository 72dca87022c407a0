import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyDelta, parseDelta } from "../lib/core/evaluation/delta.ts";
import { parseSnapshot } from "../lib/core/evaluation/snapshot.ts";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { type TestDataplane, testDataplane, until } from "./test-dataplane.ts";
import { openEvents, type TestEvents } from "./test-events.ts";

let environment: TestEnvironment;
let dataplane: TestDataplane;
let token: string;

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  token = (await environment.token(["read"])).token;
  dataplane = await testDataplane(environment.database.url, token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

const headers = () => ({ authorization: `Bearer ${token}` });
const revisionOf = async () => (await dataplane.get("/api/v1/snapshot")).body.revision as number;

describe("the snapshot", () => {
  it("is everything local evaluation needs, tagged with its revision", async () => {
    const { status, headers, body } = await dataplane.get("/api/v1/snapshot");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      format: 1,
      project: environment.project.key,
      environment: "production",
      salt: environment.project.key,
    });
    expect(Object.keys(body.switches as object)).toEqual(["orders.call", "orders.data", "orders.route"]);
    expect(headers.get("etag")).toBe(`"${body.revision}"`);
    const again = await dataplane.get("/api/v1/snapshot", { "if-none-match": headers.get("etag") as string });
    expect([again.status, again.text]).toEqual([304, ""]);
  });

  it("answers problems in its own form", async () => {
    const missing = await dataplane.get("/api/v1/nothing");
    expect(missing.headers.get("content-type")).toBe("application/problem+json");
    expect(missing.body).toMatchObject({
      type: "urn:switchyard:problem:not-found",
      status: 404,
      requestId: missing.headers.get("x-request-id"),
    });
    expect((await dataplane.post("/api/v1/snapshot", {})).headers.get("allow")).toBe("GET, OPTIONS");
    const health = await dataplane.post("/healthz", {});
    expect([health.status, health.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect(health.body.type).toBe("urn:switchyard:problem:method-not-allowed");
    expect((await dataplane.get("/api/v1/snapshot", { authorization: "Bearer x" })).headers.get("www-authenticate")).toBe(
      "Bearer",
    );
  });
});

describe("the change stream", () => {
  let stream: TestEvents;

  it("begins with the snapshot and says of every change what changed, within milliseconds", async () => {
    stream = await openEvents(`${dataplane.url}/api/v1/stream`, headers());
    expect(stream.headers).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    });
    const [first] = await stream.wait(1);
    const revision = await revisionOf();
    expect(first).toMatchObject({ event: "snapshot", id: String(revision) });
    const changed = await environment.move("orders.route", "new", 20_000);
    const committed = Date.now();
    const [, second] = await stream.wait(2);
    expect(Date.now() - committed).toBeLessThan(500);
    expect(second).toMatchObject({ event: "change", id: String(changed) });
    const change = parseDelta(JSON.parse(second?.data ?? ""));
    expect(change).toMatchObject({ from: revision, revision: changed, removed: [] });
    expect(Object.keys(change.switches)).toEqual(["orders.route"]);
    expect(applyDelta(parseSnapshot(JSON.parse(first?.data ?? "")), change)).toEqual(
      parseSnapshot((await dataplane.get("/api/v1/snapshot")).body),
    );
    stream.close();
  });

  it("says nothing to who has the present revision, what was missed to who was away, and all to who is unknown", async () => {
    const before = await revisionOf();
    await environment.move("orders.route", "new", 25_000);
    const revision = await environment.move("orders.call", "new", 10_000);
    await until(revisionOf, (known) => known === revision);
    const away = await openEvents(`${dataplane.url}/api/v1/stream`, { ...headers(), "last-event-id": String(before) });
    const [missed] = await away.wait(1);
    expect(missed).toMatchObject({ event: "change", id: String(revision) });
    const { from, switches } = parseDelta(JSON.parse(missed?.data ?? ""));
    expect([from, Object.keys(switches).sort()]).toEqual([before, ["orders.call", "orders.route"]]);
    away.close();
    const current = await openEvents(`${dataplane.url}/api/v1/stream`, { ...headers(), "last-event-id": String(revision) });
    const old = await openEvents(`${dataplane.url}/api/v1/stream`, { ...headers(), "last-event-id": "0" });
    expect((await old.wait(1))[0]).toMatchObject({ event: "snapshot", id: String(revision) });
    const next = await environment.move("orders.route", "new", 30_000);
    expect((await current.wait(1)).map(({ id }) => id)).toEqual([String(next)]);
    current.close();
    old.close();
  });

  it("ends when its token is revoked", async () => {
    const { id, token: secret } = await environment.token(["read"]);
    const open = await openEvents(`${dataplane.url}/api/v1/stream`, { authorization: `Bearer ${secret}` });
    await open.wait(1);
    await environment.revoke(id);
    await open.ended;
    expect(open.events.at(-1)?.retry).toBeGreaterThan(0);
  });
});

describe("OFREP's event stream", () => {
  const eventsPath = async () => {
    const { body } = await dataplane.post("/ofrep/v1/evaluate/flags", { context: { targetingKey: "u" } });
    const [stream] = body.eventStreams as { type: string; endpoint: { requestUri: string }; inactivityDelaySec: number }[];
    expect(stream).toMatchObject({ type: "sse", inactivityDelaySec: 120 });
    return stream?.endpoint.requestUri ?? "";
  };

  it("is opened by the address of the bulk answer alone and says when to fetch again", async () => {
    const stream = await openEvents(dataplane.url + (await eventsPath()));
    const [first] = await stream.wait(1);
    expect(JSON.parse(first?.data ?? "")).toMatchObject({ type: "refetchEvaluation" });
    const revision = await environment.move("orders.route", "new", 40_000);
    const [, second] = await stream.wait(2);
    expect(second?.id).toBe(String(revision));
    stream.close();

    const back = await openEvents(dataplane.url + (await eventsPath()), { "last-event-id": String(revision) });
    const next = await environment.move("orders.route", "new", 50_000);
    expect((await back.wait(1)).map(({ id }) => id)).toEqual([String(next)]);
    back.close();
  });

  it("has a token that is good for nothing else, and cannot be made up", async () => {
    const path = await eventsPath();
    const streamToken = new URLSearchParams(path.split("?")[1]).get("token") ?? "";
    expect((await dataplane.get("/api/v1/snapshot", { authorization: `Bearer ${streamToken}` })).status).toBe(401);
    const [id, epoch, signature] = streamToken.split(".");
    const forged = [
      `${id}.${Number(epoch) + 1}.${signature}`,
      `${id}.${Number(epoch) - 9}.${signature}`,
      `${id}.${epoch}.`,
      "",
      "a.b.c",
      token,
    ];
    for (const each of forged) {
      const { status, body } = await dataplane.get(`/ofrep/v1/events?token=${encodeURIComponent(each)}`);
      expect([status, body.errorCode]).toEqual([401, "GENERAL"]);
    }
  });
});

describe("readers that misbehave", () => {
  it("half-written requests are ended, not waited for", async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(dataplane.url).port), "127.0.0.1", () =>
        socket.write("GET /api/v1/stream HTTP/1.1\r\nHo"),
      );
      let text = "";
      socket.on("data", (chunk) => (text += chunk));
      socket.on("close", () => resolve(text));
      socket.on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  }, 20_000);

  it.each([
    ["what is no HTTP", "hello\r\n\r\n", 400],
    ["headers without end", `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["two lengths", "POST /v1/metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400],
  ])("%s gets an answer", async (_, sent, status) => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(dataplane.url).port), "127.0.0.1", () => socket.write(sent));
      let text = "";
      socket.on("data", (chunk) => (text += chunk));
      socket.on("close", () => resolve(text));
      socket.on("error", reject);
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain("Access-Control-Allow-Origin: *");
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({ status });
  });
});

describe("the end of the process", () => {
  it("sends everybody away at different moments and leaves nothing open", async () => {
    const ending = await testDataplane(environment.database.url, token);
    const streams = await Promise.all([1, 2, 3].map(() => openEvents(`${ending.url}/api/v1/stream`, headers())));
    await Promise.all(streams.map((stream) => stream.wait(1)));
    await ending.close();
    await Promise.all(streams.map((stream) => stream.ended));
    const retries = streams.map(({ events }) => events.at(-1)?.retry ?? 0);
    expect(retries.every((retry) => retry >= 200 && retry < 500)).toBe(true);
    expect(new Set(retries).size).toBeGreaterThan(1);
  });
});
