import { afterEach, beforeEach, expect, it } from "vitest";
import { SOON } from "../scripts/test-patience.ts";
import { main } from "./main.ts";
import { type Peer, peerThat, sendJson } from "./test/peer.ts";
import { type Seat, seatAt } from "./test/seat.ts";

/** A terminal with somebody at it, and a console that asks for a reason and the module's key. */

const OLD = { position: "old", next: null, share: 0 };
const NEW = { ...OLD, position: "new" };
const WORDS = [
  { rule: "reason", message: "reason: say why in at least 10 characters.", detail: {} },
  { rule: "confirm", message: "confirm: type “orders”.", detail: {} },
];

let peer: Peer;
let stored: unknown[];
let refusals: object[];
let warnings: object[];
beforeEach(async () => {
  stored = [];
  refusals = WORDS;
  warnings = [];
  peer = await peerThat(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    if (request.method === "GET") return sendJson(response, { key: "orders.route", version: 4, ...OLD });
    if (request.url?.endsWith("/preview")) {
      const judged = { ok: false, direction: "forward", level: 3, refusals, gates: [], warnings };
      return sendJson(response, { ...judged, from: OLD, to: NEW, moved: [{ rule: null, from: "old", to: "new" }] });
    }
    stored.push(JSON.parse(text));
    sendJson(response, { version: 5, revision: 9, change: { to: NEW, direction: "forward" } }, 201);
  });
});
afterEach(() => peer.close());

it("asks for what is missing, and stores what was typed", async () => {
  const seat = seatAt(peer.url);
  const code = main(["set", "orders.route", "new"], seat.world);
  await expect.poll(seat.said, SOON).toContain("Say why in at least 10 characters.\n> ");
  seat.type("the canary was quiet");
  await expect.poll(seat.said, SOON).toContain("Type “orders”.\n> ");
  seat.type("orders");
  expect(await code).toBe(0);
  expect(stored).toEqual([{ target: "new", expectedVersion: 4, reason: "the canary was quiet", confirm: "orders" }]);
});

it("names what in the rules is seldom meant", async () => {
  refusals = [];
  warnings = [{ path: "rules.0.conditions.0.value", warning: "blank", message: "begins or ends with a blank" }];
  const seat = seatAt(peer.url, { alone: true });
  await main(["set", "orders.route", "new"], seat.world);
  expect(seat.said()).toContain("rules.0.conditions.0.value: begins or ends with a blank");
});

it("asks nothing when a rule stands against it that no word mends", async () => {
  refusals = [...WORDS, { rule: "barrier", message: "a-1 has not acknowledged yet.", detail: {} }];
  const seat = seatAt(peer.url);
  expect(await main(["set", "orders.route", "new"], seat.world)).toBe(3);
  expect(seat.said()).toContain("barrier: a-1 has not acknowledged yet.");
  expect(seat.said()).not.toContain("> ");
});

it.each<[string, (seat: Seat) => void]>([
  ["interrupts", (seat) => seat.stop()],
  ["leaves", (seat) => seat.leave()],
])("changes nothing when whoever was asked %s", async (_, end) => {
  const seat = seatAt(peer.url);
  const code = main(["set", "orders.route", "new"], seat.world);
  await expect.poll(seat.said, SOON).toContain("> ");
  end(seat);
  expect(await code).toBe(130);
  expect(stored).toEqual([]);
});

it("asks nobody where nobody is", async () => {
  const seat = seatAt(peer.url, { alone: true });
  expect(await main(["set", "orders.route", "new"], seat.world)).toBe(3);
  expect(seat.said()).toContain("Say it with --reason, --confirm.");
});

it("colours a terminal, unless told not to", async () => {
  const said = async (seat: Seat) => {
    await main(["set", "orders.route", "new", "--timeout", "0"], seat.world);
    return seat.said();
  };
  expect(await said(seatAt(peer.url))).toContain("\u001b[31m");
  expect(await said(seatAt(peer.url, { env: { NO_COLOR: "1" } }))).not.toContain("\u001b");
  expect(await said(seatAt(peer.url, { alone: true }))).not.toContain("\u001b");
});
