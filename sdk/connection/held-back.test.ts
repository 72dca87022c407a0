import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createGzip } from "node:zlib";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { clientOf, closeAll, peerWith } from "../test/harness.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

/** A proxy before the peer; `pass` sends on an answer's body. */
async function proxyOf(
  target: string,
  pass: (asked: IncomingMessage, answer: IncomingMessage, response: ServerResponse) => void,
) {
  const { hostname, port } = new URL(target);
  const server = createServer((asked, response) => {
    const { method, headers, url: path } = asked;
    const upstream = request({ hostname, port, method, headers, path }, (answer) => pass(asked, answer, response));
    upstream.on("error", () => response.destroy());
    response.on("close", () => upstream.destroy());
    asked.pipe(upstream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function passOn(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode as number, answer.headers);
  answer.pipe(response);
}

const isStream = ({ headers }: IncomingMessage) => headers["content-type"] === "text/event-stream";

test("a proxy that compresses what it may does not hold the stream back", async () => {
  const peer = await peerWith(ordersAt(1));
  const compressing = await proxyOf(peer.url, (asked, answer, response) => {
    if (!String(asked.headers["accept-encoding"]).includes("gzip")) return passOn(answer, response);
    response.writeHead(answer.statusCode as number, { "content-encoding": "gzip" });
    answer.pipe(createGzip()).pipe(response);
  });
  const { client, problems } = clientOf(compressing);
  await vi.waitFor(() => expect(client.revision).toBe(1), 4000);
  peer.publish(ordersAt(2));
  await vi.waitFor(() => expect(client.revision).toBe(2), 4000);
  expect(problems).toEqual([]);
});

test("where the stream is held back all the same, changes come by asking, and somebody is told", async () => {
  const peer = await peerWith(ordersAt(1));
  const buffering = await proxyOf(peer.url, (_, answer, response) => {
    if (!isStream(answer)) return passOn(answer, response);
    response.writeHead(200, answer.headers).flushHeaders();
    answer.resume();
  });
  const { client, problems } = clientOf(buffering);
  await vi.waitFor(() => expect(client.revision).toBe(1), 10_000);
  expect(problems.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/nothing came within 5 s.*changes come by asking/),
  );
  peer.publish(ordersAt(2));
  await vi.waitFor(() => expect(client.revision).toBe(2), 10_000);
}, 25_000);
