import { afterEach, beforeEach, expect, it } from "vitest";
import { main } from "./main.ts";
import { type Peer, peerThat, sendJson } from "./test/peer.ts";
import { seatAt } from "./test/seat.ts";

/** Saying that the database was restored, to a console in its first lineage. */

const FIRST = "7b0e3f56-0000-4000-8000-000000000001";
const NEXT = { lineage: "7b0e3f56-0000-4000-8000-000000000002", since: "2027-02-24T02:54:00Z", cause: "said by hand" };
const REASON = "restored from the copy of 02:00";

let peer: Peer;
let said: unknown[];
beforeEach(async () => {
  said = [];
  peer = await peerThat(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    if (request.method === "GET") return sendJson(response, { ...NEXT, lineage: FIRST });
    said.push([request.url, JSON.parse(text)]);
    sendJson(response, NEXT, 201);
  });
});
afterEach(() => peer.close());

it("names the lineage that was found and why it is known, and says what follows", async () => {
  const seat = seatAt(peer.url);
  expect(await main(["restored", "--reason", REASON], seat.world)).toBe(0);
  expect(said).toEqual([["/api/v1/lineage", { lineage: FIRST, reason: REASON }]]);
  expect(seat.said()).toContain("another lineage since 2027-02-24T02:54:00Z.");
  expect(seat.said()).toContain("Nothing moves until every instance has said what it acts on");
});

it("answers a script with the lineage", async () => {
  const seat = seatAt(peer.url, { alone: true });
  expect(await main(["restored", "--reason", REASON, "--json"], seat.world)).toBe(0);
  expect(JSON.parse(seat.said())).toEqual(NEXT);
});

it("asks nobody without a reason", async () => {
  const seat = seatAt(peer.url);
  expect(await main(["restored"], seat.world)).toBe(2);
  expect(seat.said()).toContain("Why is it known?");
  expect(peer.asked).toEqual([]);
});
