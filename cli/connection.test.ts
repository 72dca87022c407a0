import { afterEach, expect, it } from "vitest";
import { main } from "./main.ts";
import { type Peer, peerThat, sendJson } from "./test/peer.ts";
import { seatAt, TOKEN } from "./test/seat.ts";

/** Servers that answer as no console should. */

const peers: Peer[] = [];
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
});
const peer = async (...given: Parameters<typeof peerThat>) => {
  const made = await peerThat(...given);
  peers.push(made);
  return made;
};
const get = async (url: string, ...flags: string[]) => {
  const seat = seatAt(url, { alone: true });
  const code = await main(["get", ...flags], seat.world);
  expect(seat.said()).not.toContain(TOKEN);
  return { code, said: seat.said() };
};

it("a redirect is told, and the token goes nowhere else", async () => {
  const elsewhere = await peer((_, response) => sendJson(response, { items: [] }));
  const { url } = await peer((_, response) => response.writeHead(308, { location: `${elsewhere.url}/api` }).end());
  expect(await get(url)).toEqual({ code: 2, said: expect.stringContaining(`sends us on to ${elsewhere.url}/api.`) });
  expect(elsewhere.asked).toEqual([]);
});

it("a page of something else is not taken for an answer", async () => {
  const { url } = await peer((_, response) => response.end("<html>Welcome to nginx</html>"));
  expect(await get(url)).toEqual({ code: 1, said: `${url} did not answer as Switchyard does.\nCheck SWITCHYARD_URL.\n` });
});

it("one that never answers, or stops in the middle, is given up in time", async () => {
  const silent = await peer(() => undefined);
  expect(await get(silent.url, "--timeout", "0.2")).toMatchObject({
    code: 7,
    said: expect.stringContaining("no answer within 0.2 s"),
  });
  const half = await peer((_, response) => response.writeHead(200, { "content-type": "application/json" }).write('{"items": ['));
  expect(await get(half.url, "--timeout", "0.2")).toMatchObject({ code: 7 });
});

it("a database that is away for a moment is waited for", async () => {
  let away = true;
  const { url } = await peer((_, response) => {
    const problem = {
      type: "urn:switchyard:problem:unavailable",
      title: "Unavailable",
      status: 503,
      detail: "The database is away.",
    };
    if (away) sendJson(response, problem, 503, { "retry-after": "0" });
    else sendJson(response, { items: [] });
    away = false;
  });
  const { code, said } = await get(url);
  expect(code).toBe(0);
  expect(said.match(/The database is away\. Trying again\./g)).toHaveLength(1);
});

it("one that asks for more time than anybody has is told", async () => {
  const { url, asked } = await peer((_, response) =>
    sendJson(response, { title: "Too many", status: 429 }, 429, { "retry-after": "60" }),
  );
  expect(await get(url)).toMatchObject({ code: 7 });
  expect(asked).toHaveLength(1);
});

it("what servers say cannot steer the terminal", async () => {
  const { url } = await peer((_, response) =>
    sendJson(response, { title: "x", status: 404, detail: "gone\u001b[2J\u0007 for good" }, 404),
  );
  expect(await get(url)).toEqual({ code: 6, said: expect.stringContaining("gone [2J  for good") });
});
