import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { readTold, TOLD_COOKIE } from "../../../lib/platform/told.ts";
import { formStored } from "./_http/form.ts";
import { bootstrap, type Client, client, signedIn } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** The acts a page offers without scripts: forms that only pages of this site may send, answered with pages. */

let database: TestDatabase;
let owner: Client;
let operator: Client;
let viewer: Client;
let module: string;

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
  expect((await owner("POST", "/projects", { body: { key: "orders", name: "Orders" } })).status).toBe(201);
  operator = await signedIn(database.db, "orders", "operator");
  viewer = await signedIn(database.db, "orders", "viewer");
});
afterAll(() => database.close());

const PLACE = "/projects/orders/environments/development";
const BACK = "/oncall/m/x?project=orders&environment=development";
const form = (fields: Record<string, string>) => new URLSearchParams({ back: BACK, ...fields });

const stored = async () => (await owner("GET", `${PLACE}/switches/${module}.route`)).body;

function toldIn(reply: { headers: Headers }) {
  const location = new URL(reply.headers.get("location") ?? "", "http://here.invalid");
  const cookie = /^([^=]+)=([^;]*);(.*)$/.exec(reply.headers.get("set-cookie") ?? "");
  expect(cookie?.[1]).toBe(TOLD_COOKIE);
  expect(cookie?.[3]).toContain("HttpOnly");
  return readTold(cookie?.[2], location.searchParams.get("told") ?? "");
}

describe("a form", () => {
  let count = 0;
  beforeEach(async () => {
    module = `m${++count}`;
    expect((await owner("POST", "/projects/orders/modules", { body: { key: module, name: module } })).status).toBe(201);
    const body = { expectedVersion: 1, target: "new", share: 5000 };
    expect((await owner("POST", `${PLACE}/switches/${module}.route/changes`, { body })).status).toBe(201);
  });

  it("takes a module back, and leads to the page that shows it", async () => {
    const reply = await operator("POST", `${PLACE}/modules/${module}/rollback`, { body: form({ to: "old" }) });
    const after = await stored();
    expect(reply.status).toBe(303);
    expect(reply.headers.get("location")).toBe(`${BACK}&done=${after.revision}`);
    expect(after).toMatchObject({ share: 0, next: null, held: true });
  });

  it("names a version by its digits, and sends no empty field", async () => {
    const path = `${PLACE}/switches/${module}.route/rollback`;
    const reply = await operator("POST", path, { body: form({ to: "1", reason: "" }) });
    expect(reply.status).toBe(303);
    expect(await stored()).toMatchObject({ share: 0, lastChange: { act: "rollback", reason: null } });
  });

  it("holds a switch", async () => {
    const reply = await operator("POST", `${PLACE}/switches/${module}.route/hold`, { body: form({}) });
    expect(reply.headers.get("location")).toMatch(/&done=\d+$/);
    expect(await stored()).toMatchObject({ held: true, share: 5000 });
  });

  it("counts once, however often it is pressed", async () => {
    const path = `${PLACE}/switches/${module}.route/hold`;
    const [first, second] = [
      await operator("POST", path, { body: form({ key: "k1" }) }),
      await operator("POST", path, { body: form({ key: "k1" }) }),
    ];
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect((await stored()).version).toBe(3);
  });

  it("says in words why nothing was done, never as JSON", async () => {
    const path = `${PLACE}/switches/${module}.route/rollback`;
    await operator("POST", path, { body: form({ to: "old" }) });
    const again = await operator("POST", path, { body: form({ to: "old" }) });
    expect(again.status).toBe(303);
    expect(again.text).toBe("");
    expect(toldIn(again)).toMatchObject({ status: 422, refusals: [{ rule: expect.any(String), message: expect.any(String) }] });
    const weak = await viewer("POST", path, { body: form({}) });
    expect(toldIn(weak)).toMatchObject({ status: 403, roleNeeded: "operator" });
    const odd = await operator("POST", path, { body: form({ surplus: "x" }) });
    expect(toldIn(odd)).toMatchObject({ status: 400 });
  });

  it("leads to sign-in and back when the session has ended", async () => {
    const browser = client({ "sec-fetch-site": "same-origin" });
    const reply = await browser("POST", `${PLACE}/modules/${module}/rollback`, { body: form({}) });
    expect(reply.headers.get("location")).toBe(`/sign-in?to=${encodeURIComponent(BACK)}`);
  });

  it.each([
    ["of another site", { origin: "https://evil.example" }],
    ["of another site that browsers name", { "sec-fetch-site": "cross-site" }],
    ["of a neighbour", { "sec-fetch-site": "same-site" }],
    ["that says nothing of itself", { origin: "" }],
    ["of a page without an origin", { origin: "null" }],
  ])("%s does nothing", async (_, headers) => {
    const reply = await operator("POST", `${PLACE}/switches/${module}.route/hold`, { body: form({}), headers });
    expect(reply.status).toBe(403);
    expect(await stored()).toMatchObject({ held: false });
  });

  it.each(["https://evil.example/", "//evil.example", "/\\evil.example", "/p/orders", "/oncallx", "javascript:alert(1)"])(
    "does not lead to %s",
    async (back) => {
      const reply = await operator("POST", `${PLACE}/switches/${module}.route/hold`, { body: form({ back }) });
      expect(reply.headers.get("location")).toMatch(/^\/oncall\?done=\d+$/);
    },
  );

  it("is no way to send anything else", async () => {
    const body = new URLSearchParams({ expectedVersion: "2" });
    const reply = await owner("POST", `${PLACE}/switches/${module}.route/release`, { body });
    expect(reply.status).toBe(415);
  });

  it("may hold anything, and is never a fault of ours", async () => {
    const path = `${PLACE}/switches/${module}.route/rollback`;
    const odd: Record<string, string>[] = [
      { reason: "\0" },
      { to: "9".repeat(30) },
      { "\0": "x" },
      { back: "\0" },
      { key: "k".repeat(300) },
      { expectedVersion: "1" },
    ];
    for (const fields of odd) {
      const { status } = await operator("POST", path, { body: form(fields) });
      expect([303, 400]).toContain(status);
    }
  });
});

it("names what was stored by the first revision, or by the plan that waits", async () => {
  const sent = { body: {}, back: "/oncall/m/x?told=a", key: null };
  const leadsTo = async (answer: object) => (await formStored(sent, Response.json(answer))).headers.get("location");
  const before = { revision: 7, plans: [{ id: "p1" }] };
  expect(await leadsTo({ ...before, changes: [{ revision: 9 }, { revision: 8 }] })).toBe("/oncall/m/x?done=8");
  expect(await leadsTo({ ...before, changes: [] })).toBe("/oncall/m/x?done=p1");
  expect(await leadsTo({ revision: 9 })).toBe("/oncall/m/x?done=9");
});

it("keeps what was told for its own address only", () => {
  expect(readTold(undefined, "a")).toBeNull();
  expect(readTold("garbage", "a")).toBeNull();
  expect(
    readTold(
      Buffer.from(JSON.stringify({ id: "a", problem: { type: "t", title: "T", status: 422 } })).toString("base64url"),
      "b",
    ),
  ).toBeNull();
});
