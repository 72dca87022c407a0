import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Listening } from "./http/server.ts";
import type { Peers } from "./http/upstream.ts";
import { startIngress } from "./ingress/ingress.ts";
import { clientAt } from "./testing/shop.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function upstream(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ingressTo(ports: Peers["ports"]): Promise<Listening & { url: string }> {
  const client = clientAt({ route: "old", call: "old", data: "off" }, "ingress");
  const ingress = await startIngress({ port: 0, client, peers: { ports } });
  cleanups.push(async () => {
    await ingress.close();
    await client.close();
  });
  return { ...ingress, url: `http://127.0.0.1:${ingress.port}` };
}

test("passes the body, the headers and the answer through whole", async () => {
  const port = await upstream((request, response) => {
    response.writeHead(201, { "x-served-by": "upstream", "content-type": "text/plain" });
    response.write(`${request.method} ${request.url} ${request.headers["x-user-id"]} `);
    request.pipe(response);
  });
  const { url } = await ingressTo({ monolith: [port] });
  const body = "x".repeat(300_000);
  const answer = await fetch(`${url}/orders?a=1`, { method: "POST", body, headers: { "x-user-id": "5" } });
  expect([answer.status, answer.headers.get("x-served-by")]).toEqual([201, "upstream"]);
  expect(await answer.text()).toBe(`POST /orders?a=1 5 ${body}`);
});

test("goes to another instance while one refuses connections, with the whole body", async () => {
  const port = await upstream((request, response) => request.pipe(response));
  const { url } = await ingressTo({ monolith: [await closedPort(), port] });
  for (const body of ["one", "two", "three", "four"]) {
    expect(await (await fetch(`${url}/orders`, { method: "POST", body })).text()).toBe(body);
  }
});

test("sends a write once, and answers 502 when the service breaks off", async () => {
  let received = 0;
  const breaks: RequestListener = (request) => {
    received += 1;
    request.on("data", () => request.socket.destroy());
  };
  const { url } = await ingressTo({ monolith: [await upstream(breaks), await upstream(breaks)] });
  const answer = await fetch(`${url}/orders`, { method: "POST", body: "{}" });
  expect([answer.status, received]).toEqual([502, 1]);
});

test("answers 503 when there is nobody to ask, and 404 for what is not of the shop", async () => {
  const { url } = await ingressTo({ monolith: [await closedPort()] });
  expect((await fetch(`${url}/orders`)).status).toBe(503);
  expect((await fetch(`${url}/admin`)).status).toBe(404);
});

test("gives up with its caller", async () => {
  let gone: () => void = () => undefined;
  const abandoned = new Promise<void>((resolve) => {
    gone = resolve;
  });
  let begun: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const port = await upstream((request) => {
    begun();
    request.socket.once("close", gone);
  });
  const { url } = await ingressTo({ monolith: [port] });
  const abort = new AbortController();
  const asked = fetch(`${url}/orders`, { signal: abort.signal });
  await arrived;
  abort.abort();
  await expect(asked).rejects.toThrow();
  await abandoned;
});
