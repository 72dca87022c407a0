import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { NextRequest } from "next/server";
import { notFound } from "@/lib/platform/errors.ts";
import { problem } from "./problem.ts";
import { handlerOf } from "./test-client.ts";

/** The management API on a port of its own, for programs that reach it over HTTP. */
export type TestConsole = {
  url: string;
  /** Runs before a request is answered. `answer` does what it asks for and keeps the answer back. */
  before: ((request: IncomingMessage, answer: () => Promise<unknown>) => Promise<void>) | null;
  /** Breaks every open connection off. */
  cut: () => void;
  close: () => Promise<void>;
};

export async function testConsole(): Promise<TestConsole> {
  const server = createServer((request, response) => {
    serve(request, response, made).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const made: TestConsole = {
    before: null,
    url: `http://127.0.0.1:${port}`,
    cut: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return made;
}

async function serve(request: IncomingMessage, response: ServerResponse, { before }: TestConsole): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const respond = () => responseTo(request, Buffer.concat(chunks), gone.signal);
  await before?.(request, respond);
  const given = await respond();
  response.writeHead(given.status, Object.fromEntries(given.headers));
  if (given.body) await pipeline(Readable.fromWeb(given.body as Parameters<typeof Readable.fromWeb>[0]), response);
  else response.end();
}

async function responseTo(request: IncomingMessage, body: Buffer<ArrayBuffer>, signal: AbortSignal): Promise<Response> {
  const { method = "GET", headers } = request;
  const url = new URL(request.url ?? "/", `http://${headers.host}`);
  const found = handlerOf(method, url.pathname.replace("/api/v1", ""));
  if (!found) return problem(notFound("address"), "test");
  const named = Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
  const sent = body.length === 0 ? {} : { body };
  const asked = new NextRequest(url, { method, headers: Object.fromEntries(named), signal, ...sent });
  return found.handler(asked, { params: Promise.resolve(found.params) });
}
