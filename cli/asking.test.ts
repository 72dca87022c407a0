import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { main } from "./main.ts";

/** A terminal with somebody at it, and a console that asks for a reason and the module's key. */

const SOON = { timeout: 10_000, interval: 10 };
const STANDING = { position: "old", next: null, share: 0 };
const REFUSALS = [
  { rule: "reason", message: "reason: say why in at least 10 characters.", detail: {} },
  { rule: "confirm", message: "confirm: type “orders”.", detail: {} },
];

let server: Server;
let stored: unknown[];
let refusals: object[];
beforeEach(async () => {
  stored = [];
  refusals = REFUSALS;
  server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    response.setHeader("content-type", "application/json");
    const answer = (body: object) => response.end(JSON.stringify(body));
    if (request.url?.endsWith("/preview")) {
      return answer({
        ok: false,
        direction: "forward",
        level: 3,
        from: STANDING,
        to: { ...STANDING, position: "new" },
        refusals,
        gates: [],
      });
    }
    if (request.method === "GET") return answer({ key: "orders.route", version: 4, ...STANDING });
    stored.push(JSON.parse(text));
    answer({ version: 5, revision: 9, change: { to: { ...STANDING, position: "new" }, direction: "forward" } });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

function sit() {
  const { port } = server.address() as AddressInfo;
  const env = {
    SWITCHYARD_URL: `http://127.0.0.1:${port}`,
    SWITCHYARD_TOKEN: "sy_x",
    SWITCHYARD_PROJECT: "shop",
    SWITCHYARD_ENVIRONMENT: "production",
  };
  const terminal = () => Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const [stdin, stdout, stderr] = [terminal(), terminal(), terminal()];
  let said = "";
  for (const stream of [stdout, stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  const stop = new AbortController();
  return {
    world: { env, stdin, stdout, stderr, signal: stop.signal },
    type: (line: string) => stdin.write(`${line}\n`),
    said: () => said,
    stop: () => stop.abort(),
  };
}

it("asks for what is missing, and stores what was typed", async () => {
  const seat = sit();
  const code = main(["set", "orders.route", "new"], seat.world);
  await expect.poll(seat.said, SOON).toContain("Say why in at least 10 characters.\n> ");
  seat.type("the canary was quiet");
  await expect.poll(seat.said, SOON).toContain("Type “orders”.\n> ");
  seat.type("orders");
  expect(await code).toBe(0);
  expect(stored).toEqual([{ target: "new", expectedVersion: 4, reason: "the canary was quiet", confirm: "orders" }]);
});

it("asks nothing when a rule stands against it that no word mends", async () => {
  refusals = [...REFUSALS, { rule: "barrier", message: "a-1 has not acknowledged yet.", detail: {} }];
  const seat = sit();
  expect(await main(["set", "orders.route", "new"], seat.world)).toBe(3);
  expect(seat.said()).toContain("barrier: a-1 has not acknowledged yet.");
  expect(seat.said()).not.toContain("> ");
});

it("changes nothing when whoever was asked leaves", async () => {
  for (const leave of [(seat: ReturnType<typeof sit>) => seat.stop(), (seat: ReturnType<typeof sit>) => seat.world.stdin.end()]) {
    const seat = sit();
    const code = main(["set", "orders.route", "new"], seat.world);
    await expect.poll(seat.said, SOON).toContain("> ");
    leave(seat);
    expect(await code).toBe(130);
  }
  expect(stored).toEqual([]);
});

it("colours only where nobody asked it not to", async () => {
  const seat = sit();
  await main(["set", "orders.route", "new", "--timeout", "0"], seat.world);
  expect(seat.said()).toContain("\u001b[31m");
  const plain = sit();
  await main(["set", "orders.route", "new", "--timeout", "0"], { ...plain.world, env: { ...plain.world.env, NO_COLOR: "1" } });
  expect(plain.said()).not.toContain("\u001b");
});
