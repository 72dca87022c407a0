import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken } from "../../lib/tokens/commands/edit.ts";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type Reply, type TestDataplane, testDataplane, until } from "../test-dataplane.ts";
import { openEvents } from "../test-events.ts";
import { rawBytes } from "../test-raw.ts";

const SHOP = "https://shop.example";
const ALL = "/ofrep/v1/evaluate/flags";
const ONE = `${ALL}/orders.route`;

let environment: TestEnvironment;
let dataplane: TestDataplane;
let openToken: string;
let closedToken: string;

/** Production lets the shop's pages read, staging nobody's. Development lets any page read until a test says otherwise. */
beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  closedToken = await tokenOf("staging");
  openToken = await tokenOf("development");
  const { token } = await environment.token(["read"]);
  dataplane = await testDataplane(environment.database.url, token);
  await environment.allowOrigins("production", [SHOP, "http://localhost:5173"]);
  await environment.allowOrigins("staging", []);
  await until(
    () => dataplane.post(ONE, {}, { origin: SHOP }),
    ({ headers }) => headers.get("access-control-allow-origin") === SHOP,
  );
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

async function tokenOf(key: string): Promise<string> {
  const scopes = ["read" as const];
  return (await createToken(environment.project.as("admin"), { environment: key, name: "page", scopes })).token;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const corsOf = ({ headers }: { headers: Headers }) => [headers.get("access-control-allow-origin"), headers.get("vary")];

const LISTED = [SHOP, "Origin"];
const UNLISTED = [null, "Origin"];
const ANYBODY = ["*", null];

describe("an answer can be read by the pages its environment allows", () => {
  const answers: [string, number, (headers: Record<string, string>) => Promise<Reply>][] = [
    ["one switch", 200, (headers) => dataplane.post(ONE, {}, headers)],
    ["every switch", 200, (headers) => dataplane.post(ALL, {}, headers)],
    ["no change", 304, (headers) => dataplane.post(ALL, {}, { ...headers, "if-none-match": "*" })],
    ["what is no JSON", 400, (headers) => dataplane.post(ONE, "{", headers)],
    ["a missing scope", 403, (headers) => dataplane.post("/api/v1/reports", {}, headers)],
    ["an unknown switch", 404, (headers) => dataplane.post(`${ALL}/no.switch`, {}, headers)],
    ["a body too large", 413, (headers) => dataplane.post(ONE, "x".repeat(1_100_000), headers)],
    ["the snapshot", 200, (headers) => dataplane.get("/api/v1/snapshot", headers)],
  ];
  it.each(answers)("%s (%i)", async (_, status, ask) => {
    const listed = await ask({ origin: SHOP });
    expect([listed.status, ...corsOf(listed)]).toEqual([status, ...LISTED]);
    expect(listed.headers.get("access-control-expose-headers")).toBe("ETag, Retry-After, X-Request-Id");
    expect(corsOf(await ask({ origin: "https://evil.example" }))).toEqual(UNLISTED);
    expect(corsOf(await ask({ origin: "null" }))).toEqual(UNLISTED);
    expect(corsOf(await ask({ origin: `${SHOP}.evil.example` }))).toEqual(UNLISTED);
    expect(corsOf(await ask({ ...bearer(closedToken), origin: SHOP }))).toEqual(UNLISTED);
    expect(corsOf(await ask({ ...bearer(openToken), origin: SHOP }))).toEqual(ANYBODY);
    expect(corsOf(await ask({}))).toEqual([null, null]);
  });

  it("a token that asks too often (429)", async () => {
    const limits = { readsPerSecond: 1, reportsPerSecond: 1 };
    const slow = await testDataplane(environment.database.url, closedToken, { limits });
    const { token } = await environment.token(["read"]);
    const ask = () => slow.post(ONE, {}, { ...bearer(token), origin: SHOP });
    const replies = await Promise.all(Array.from({ length: 5 }, ask));
    await slow.close();
    expect(replies.map(({ status }) => status)).toContain(429);
    for (const reply of replies) expect(corsOf(reply)).toEqual(LISTED);
  });

  it("a token that has ended (401)", async () => {
    const { token } = await environment.token(["read"], 1);
    const ask = () => dataplane.post(ONE, {}, { ...bearer(token), origin: "https://evil.example" });
    expect(corsOf(await until(ask, ({ status }) => status === 401))).toEqual(UNLISTED);
  });

  it("the event stream and its refusal", async () => {
    const { body } = await dataplane.post(ALL, {}, { origin: SHOP });
    const [stream] = body.eventStreams as { endpoint: { requestUri: string } }[];
    const url = dataplane.url + stream?.endpoint.requestUri;
    const own = await openEvents(url, { origin: SHOP });
    expect(own.headers).toMatchObject({ "access-control-allow-origin": SHOP, vary: "Origin" });
    own.close();
    const foreign = await openEvents(url, { origin: "https://evil.example" });
    expect(foreign.headers["access-control-allow-origin"]).toBeUndefined();
    foreign.close();
    const refused = await dataplane.get("/ofrep/v1/events?token=none", { origin: SHOP });
    expect([refused.status, ...corsOf(refused)]).toEqual([401, ...ANYBODY]);
  });
});

describe("where no token is known, an origin is good that any environment allows", () => {
  const preflight = (origin: string, path = ALL) => fetch(dataplane.url + path, { method: "OPTIONS", headers: { origin } });
  const unknown: [string, number, (origin: string) => Promise<Reply>][] = [
    ["a stranger's token", 401, (origin) => dataplane.post(ONE, {}, { ...bearer("nobody"), origin })],
    ["nothing at the path", 404, (origin) => dataplane.get("/nothing", { origin })],
    ["the wrong method", 405, (origin) => dataplane.get(ONE, { origin })],
  ];

  it("which is every one while one environment allows them all", async () => {
    expect(corsOf(await preflight("https://any.example"))).toEqual(ANYBODY);
    for (const [, status, ask] of unknown) {
      const reply = await ask("https://any.example");
      expect([reply.status, ...corsOf(reply)]).toEqual([status, ...ANYBODY]);
    }
  });

  it("and with whatever headers tracing puts on a request", async () => {
    const asking = (names: string) =>
      fetch(dataplane.url + ALL, {
        method: "OPTIONS",
        headers: { origin: SHOP, "access-control-request-headers": names },
      }).then(({ headers }) => headers.get("access-control-allow-headers"));
    expect(await asking("baggage,content-type,sentry-trace,traceparent")).toMatch(
      /, baggage,content-type,sentry-trace,traceparent$/,
    );
    expect(await asking("a b")).toBe(await asking(""));
  });

  it("and no other once none does", async () => {
    await environment.allowOrigins("development", ["https://dev.example"]);
    await until(
      () => preflight("https://any.example"),
      ({ headers }) => headers.get("access-control-allow-origin") === null,
    );
    for (const path of [ALL, ONE, "/ofrep/v1/events", "/api/v1/stream", "/v1/metrics"]) {
      const asked = await preflight("https://dev.example", path);
      expect([asked.status, ...corsOf(asked)]).toEqual([204, "https://dev.example", "Origin"]);
      expect(asked.headers.get("access-control-allow-methods")).toBe("GET, POST, OPTIONS");
      for (const header of ["Content-Type", "Authorization", "X-API-Key", "If-None-Match", "Last-Event-ID"]) {
        expect(asked.headers.get("access-control-allow-headers")).toContain(header);
      }
    }
    for (const [, status, ask] of unknown) {
      const reply = await ask(SHOP);
      expect([reply.status, ...corsOf(reply)]).toEqual([status, ...LISTED]);
      expect(corsOf(await ask("https://any.example"))).toEqual(UNLISTED);
    }
  });

  it("and any before anything is known", async () => {
    const blind = await testDataplane("postgres://switchyard@127.0.0.1:1/none", "a token");
    const reply = await blind.post(ALL, {}, { origin: SHOP });
    await blind.close();
    expect([reply.status, ...corsOf(reply)]).toEqual([503, ...ANYBODY]);
  });

  it("and any where there was no request to read", async () => {
    const answer = await rawBytes(dataplane.url, "hello\r\n\r\n");
    expect(answer).toContain("Access-Control-Allow-Origin: *");
  });
});
