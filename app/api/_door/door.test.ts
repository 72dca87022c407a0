import { once } from "node:events";
import { createServer, type RequestListener, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { METHODS, ROUTES } from "@/app/api/v1/openapi.json/routes.ts";
import { proxiesOf } from "@/lib/platform/peers.ts";
import { connection } from "@/lib/platform/server.ts";
import { guard } from "./door.ts";

/** Answers as Next does: with the address it read, or with a bare 405, whose head its compression writes. */
const inside: RequestListener = (request, response) => {
  const { url, method } = request;
  if (method === "POST") return request.resume().once("end", () => response.end());
  if (method !== "PUT" && method !== "PATCH") return response.end(url);
  response.statusCode = 405;
  if (method === "PATCH") response.writeHead(405);
  return response.end();
};

async function guarded(
  tls = false,
  { trusted = "127.0.0.0/8", answer = inside } = {},
  before: (server: Server) => unknown = () => undefined,
) {
  const server = createServer({ connectionsCheckingInterval: 100 }, answer);
  before(server);
  guard(server, tls, proxiesOf(trusted), new Set());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port };
}

function ask(port: number, method: string, path: string, headers: Record<string, string | string[]> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    asked.on("error", reject).end();
  });
}

it.each([
  ["/p/orders/board?x=%ff", "/p/orders/board?x=%ff"],
  ["/p/%ff/board?x=1", "/p/%25ff/board?x=1"],
  ["/api/v1/projects/a%2", "/api/v1/projects/a%252"],
  ["/p/%E4%BD%A0/%c3%28?a?b", "/p/%E4%BD%A0/%25c3%2528?a?b"],
  ["/p/%", "/p/%25"],
  ["/p/a%00b/board", "/p/a%2500b/board"],
  ["/oncall?q=%00&x=%00", "/oncall?q=%EF%BF%BD&x=%EF%BF%BD"],
  ["/api/v1/projects?cursor=%00", "/api/v1/projects?cursor=%00"],
])("%s reaches Next as %s", async (sent, read) => {
  const { port } = await guarded();
  expect(await ask(port, "GET", sent)).toMatchObject({ status: 200, text: read });
});

it.each([
  ["TRACE", "/p/orders", "GET, HEAD, OPTIONS"],
  ["PROPFIND", "/", "GET, HEAD, OPTIONS"],
  ["TRACE", "/api/v1/projects", "GET, POST, HEAD, OPTIONS"],
  ["PUT", "/api/v1/projects", "GET, POST, HEAD, OPTIONS"],
  ["PATCH", "/api/v1/projects", "GET, POST, HEAD, OPTIONS"],
  ["PUT", "/api/v1/projects/orders?x=1", "GET, PATCH, HEAD, OPTIONS"],
  ["PUT", "/api/v1/projects/orders/audit/7/reason", "POST, OPTIONS"],
  ["PUT", "/api/auth/session", "GET, POST, HEAD, OPTIONS"],
  ["PUT", "/api/health", "GET, HEAD, OPTIONS"],
])("%s %s is told what the address takes", async (method, path, allow) => {
  const { port } = await guarded();
  const { status, headers, text } = await ask(port, method, path);
  expect([status, headers.allow, headers["content-type"]]).toEqual([405, allow, "application/problem+json"]);
  expect(JSON.parse(text)).toEqual({
    type: "urn:switchyard:problem:method-not-allowed",
    title: "Method not allowed",
    status: 405,
    detail: `This address takes ${allow}.`,
    requestId: expect.any(String),
  });
});

it("knows the methods of every path of the API", async () => {
  const { port } = await guarded();
  for (const [template, route] of Object.entries(ROUTES)) {
    const { headers } = await ask(port, "TRACE", `/api/v1${template.replaceAll(/\{\w+\}/g, "x")}`);
    expect(String(headers.allow).split(", ")).toEqual(expect.arrayContaining(METHODS.filter((method) => route[method])));
  }
});

it("tells browsers to keep to TLS where the public address is one of it", async () => {
  const of = async (tls: boolean) => (await ask((await guarded(tls)).port, "GET", "/")).headers["strict-transport-security"];
  expect([await of(true), await of(false)]).toEqual(["max-age=31536000", undefined]);
});

it("does not wait for ever for a request", async () => {
  const { server, port } = await guarded();
  expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000]);
  server.requestTimeout = 1;
  server.headersTimeout = 1;
  const slow = connect(port, "127.0.0.1", () => slow.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"));
  expect(await textOf(slow)).toMatch(/^HTTP\/1.1 408 .*"detail":"The request did not arrive in time."/s);
});

async function textOf(stream: AsyncIterable<unknown>): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += chunk;
  return text;
}

it("counts its answers by group and status, for whoever reads /metrics", async () => {
  vi.stubEnv("DATABASE_URL", "postgres://127.0.0.1:9/nowhere");
  onTestFinished(() => connection().close());
  const { port } = await guarded();
  for (const path of ["/p/orders", "/p/others", "/_next/static/a.js", "/api/health"]) await ask(port, "GET", path);
  await ask(port, "PUT", "/api/v1/projects");
  const counted = async () => {
    const { status, headers, text } = await ask(port, "GET", "/metrics");
    expect([status, headers["content-type"]]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    return text;
  };
  const before = await counted();
  expect(before).toMatch(/^process_cpu_seconds_total \d/m);
  expect(before).toMatch(/^switchyard_open_requests 1$/m);
  expect(before).toMatch(/^switchyard_answers_total\{route="api",status="405"\} \d+$/m);
  expect(before).not.toContain("orders");
  await ask(port, "GET", "/p/orders");
  const pages = (text: string) => Number(/^switchyard_answers_total\{route="pages",status="200"\} (\d+)$/m.exec(text)?.[1]);
  expect(pages(await counted()) - pages(before)).toBe(1);
  expect((await ask(port, "POST", "/metrics")).status).toBe(200);
});

it("answers whoever would rather speak HTTP/2, as Java does, in HTTP/1.1", async () => {
  const { server, port } = await guarded(false, {}, (made) => made.on("upgrade", (_, socket) => socket.destroy()));
  expect(server.listenerCount("upgrade")).toBe(0);
  const wish = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAEAAEAAAAIAAAAA" };
  expect(await ask(port, "GET", "/p/orders", wish)).toMatchObject({ status: 200, text: "/p/orders" });
});

it.each([
  [`GET /${"x".repeat(20_000)} HTTP/1.1\r\n`, 431, "The address and the headers together are longer than 16 KiB."],
  ["what is this\r\n\r\n", 400, "This is not a request of HTTP."],
])("answers what is no request by a problem, also after one that was: %.20s", async (sent, status, detail) => {
  const { port } = await guarded();
  for (const before of ["", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"]) {
    const stranger = connect(port, "127.0.0.1", () => stranger.write(before));
    if (before) await once(stranger, "data");
    stranger.write(sent);
    const [head = "", body = ""] = (await textOf(stranger)).split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*Content-Type: application/problem\\+json`, "s"));
    expect(JSON.parse(body)).toMatchObject({ status, detail, requestId: expect.any(String) });
  }
});

it.each([
  ["127.0.0.0/8", [], "127.0.0.1"],
  ["127.0.0.0/8", ["made up, 203.0.113.7"], "203.0.113.7"],
  ["127.0.0.0/8", ["made up", "203.0.113.7"], "203.0.113.7"],
  ["127.0.0.0/8, 10.0.0.0/8", ["made up, 203.0.113.7, 10.2.3.4"], "203.0.113.7"],
  ["none", ["203.0.113.7"], "127.0.0.1"],
  ["10.0.0.0/8", ["203.0.113.7"], "127.0.0.1"],
])("of what trusted %s says with %j, %s reaches Next", async (trusted, said, seen) => {
  const answer: RequestListener = (request, response) => response.end(request.headers["x-forwarded-for"]);
  const { port } = await guarded(false, { trusted, answer });
  const { text } = await ask(port, "GET", "/", said.length === 0 ? {} : { "x-forwarded-for": said as string[] });
  expect(text).toBe(seen);
});
