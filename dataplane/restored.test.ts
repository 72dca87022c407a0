import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeSwitch } from "../lib/switches/commands/change.ts";
import { endRecoveries } from "../lib/switches/commands/end-recovery.ts";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { failure } from "../scripts/test-outcome.ts";
import { recoveriesIn } from "../scripts/test-restore.ts";
import { type TestRelay, testRelay } from "./relay/test-relay.ts";
import { type TestDataplane, testDataplane, until } from "./test-dataplane.ts";

/** What instances say to a dataplane, and through a relay, after the database was restored from an older copy. */

let environment: TestEnvironment;
let root: TestDataplane;
let relay: TestRelay;
let token: string;

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  token = (await environment.token(["read", "report"])).token;
  const up = (await environment.token(["relay"])).token;
  // The end of a recovery is not told; it is found when all is compared.
  root = await testDataplane(environment.database.url, token, { pace: { compareMs: 200 } });
  relay = await testRelay(root.url, [up], token);
});
afterAll(async () => {
  await relay.close();
  await root.close();
  await environment.close();
});

const sql = (text: string) => environment.database.pool.query(text);
const say = (body: object, to = root) => to.post("/api/v1/instances", { service: "api", ...body });
const lineage = async () => (await sql("SELECT lineage FROM revision_counter")).rows[0].lineage as string;
const known = async () =>
  (await root.get("/api/v1/snapshot")).body as { revision: number; lineage: string; stamp: string; switches: object };
const recovering = async () => (await recoveriesIn(environment.project.as("lead"), "production"))[0];
const end = async () => {
  await sql("UPDATE environments SET recovering_until = now()");
  await endRecoveries(environment.database.db);
  await until(root.get.bind(null, "/readyz"), ({ text }) => !text.includes("lineage"), 10);
};
const rulesOf = ({ body }: { body: Record<string, unknown> }) => (body.refusals as { rule: string }[]).map(({ rule }) => rule);

/** What its snapshot says of itself when that revision is published here. */
async function given(name: string, revision: number) {
  const text = "SELECT revision_stamp($1, id, $2) AS stamp FROM environments WHERE project_id = $3 AND key = 'production'";
  const { rows } = await environment.database.pool.query(text, [name, revision, environment.project.id]);
  return { lineage: name, revision, stamp: rows[0].stamp as string };
}

/** Somebody acts on a revision the database does not know; everything is told over again. */
async function restored(to = root, named?: string): Promise<{ lost: string; revision: number }> {
  const [before, { revision }] = [await lineage(), await known()];
  const lost = named ?? before;
  const holder = { instance: "holder", incarnation: "h", lineage: lost, known: await given(lost, revision + 2) };
  const said = await say({ ...holder, revision: revision + 2, register: true }, to);
  expect(await lineage()).not.toBe(before);
  expect(rulesOf(said)).toEqual(["behind"]);
  await until(known, (now) => now.lineage !== before, 10);
  return { lost, revision };
}

beforeEach(async () => {
  await sql("UPDATE environments SET recovering_since = NULL, recovering_until = NULL");
  await sql("DELETE FROM instances");
});

it("a revision that nobody proves to have been given is a mistake, and begins nothing", async () => {
  const [before, { revision, stamp }] = [await lineage(), await known()];
  expect(stamp).toBe((await given(before, revision)).stamp);
  const next = { instance: "one", lineage: before, revision: revision + 1 };
  const right = await given(before, revision + 1);
  const forged = [
    { lineage: before, revision, stamp },
    { ...right, stamp },
    { ...right, revision: revision + 2 },
    { ...right, lineage: "another" },
    { ...right, stamp: "0".repeat(32) },
  ];
  for (const to of [root, relay]) {
    expect(rulesOf(await say({ instance: "one", revision: revision + 1 }, to))).toEqual(["future"]);
    expect(rulesOf(await say(next, to))).toEqual(["future"]);
    for (const known of forged) expect(rulesOf(await say({ ...next, known }, to))).toEqual(["future"]);
  }
  expect(await lineage()).toBe(before);
  expect(await recovering()).toBeUndefined();
  const { status, body } = await say({ instance: "one", revision, acting: { than: 1, switches: {} } });
  expect([status, body.errors]).toMatchObject([400, [{ path: "lineage" }]]);
  const odd = await say({ instance: "one", lineage: "l", revision, acting: { than: 1, switches: { "a.data": {} } } });
  expect([odd.status, odd.text]).toEqual([400, expect.stringContaining("switches.a.data.axis")]);
  const short = await say({ instance: "one", revision, known: { ...right, stamp: "abc" } });
  expect([short.status, short.body.errors]).toMatchObject([400, [{ path: "known.stamp" }]]);
});

describe.each(["directly", "through a relay"])("said %s", (way) => {
  const to = () => (way === "directly" ? root : relay);

  it("what lies beyond the database begins another lineage, far ahead, in which nothing moves", async () => {
    const { revision } = await restored(to());
    const now = await known();
    expect(now.revision).toBeGreaterThan(revision + 1_000_000);
    expect(await recovering()).toMatchObject({
      restored: revision,
      cause: expect.stringContaining("api/holder knew revision"),
    });
    await until(root.get.bind(null, "/readyz"), ({ text }) => text.includes('"lineage"'), 10);
    const input = { environment: "production", key: "orders.route", expectedVersion: 1, target: "new", reason: "a test asks" };
    const error = await failure(changeSwitch(environment.project.as("lead"), { ...input, confirm: "orders" }));
    expect(error.extra.refusals).toMatchObject([{ rule: "lineage" }]);
    const { rows } = await sql("SELECT count(*)::int FROM audit_events WHERE act = 'lineage.renew'");
    expect(rows[0].count).toBeGreaterThan(0);
  });

  it("who says what it acts on is waited for no more, and follows when it is over; nobody else begins meanwhile", async () => {
    const { lost, revision } = await restored(to());
    const now = await known();
    const holder = { instance: "holder", incarnation: "h", lineage: lost, revision: revision + 2 };
    const acting = { than: now.revision, switches: {} };
    expect((await say(holder, to())).status).toBe(200);
    expect((await recovering())?.waitsFor).toMatchObject([{ instance: "holder" }]);
    expect((await say({ ...holder, acting }, to())).body).toMatchObject({ stored: true });
    expect((await recovering())?.waitsFor).toEqual([]);
    const fresh = { instance: "fresh", incarnation: "f", register: true, lineage: now.lineage, revision: now.revision };
    expect(rulesOf(await say(fresh, to()))).toEqual(["recovering"]);

    await end();
    expect(await recovering()).toBeUndefined();
    const after = await until(known, (one) => one.revision > now.revision, 10);
    const { body } = await say({ ...holder, acting: { than: after.revision, switches: {} } }, to());
    expect(body).toMatchObject({ stored: true, adopt: true });
    expect((await say({ ...holder, lineage: after.lineage, revision: after.revision }, to())).status).toBe(200);
    expect((await say({ ...fresh, revision: after.revision }, to())).status).toBe(200);
  });
});

it("what was given in a lineage that the database never had counts too, and so does what only waits", async () => {
  const { revision } = await restored(root, "afc6f1cf-2d9c-4b70-9d1c-5f4b3a3d8d11");
  const [before, now] = [await lineage(), await known()];
  expect(now.revision).toBeGreaterThan(revision + 1_000_000);
  const waits = await given(before, now.revision + 7);
  expect((await say({ instance: "two", lineage: "older", revision, known: waits })).status).toBe(200);
  expect(await lineage()).not.toBe(before);
  await until(known, (one) => one.revision > now.revision + 1_000_000, 10);
});

it("a client that names no lineage has spoken when it follows, and what it said of the gap counts for nothing", async () => {
  const { revision } = await restored();
  const now = await known();
  expect((await say({ instance: "plain", revision: revision + 1 })).status).toBe(200);
  expect((await recovering())?.waitsFor).toMatchObject([{ instance: "plain", revision }]);
  expect((await say({ instance: "plain", revision: now.revision })).status).toBe(200);
  expect((await recovering())?.waitsFor).toEqual([]);
});

it("somebody who comes back from the lost history when all was over stops everything until that is settled", async () => {
  const { lost, revision } = await restored();
  await end();
  const now = await known();
  const route = { key: "orders.data", module: "orders", axis: "data", position: "dualwrite", next: null, share: 0, rules: [] };
  const rest = { checkRatio: 0, secondaryWrites: "best-effort", paused: false, floor: null, salt: null, version: 9, revision };
  const acting = { than: now.revision, switches: { "orders.data": { ...route, ...rest } } };
  const { body } = await say({ instance: "late", incarnation: "l", lineage: lost, revision: revision + 1, acting });
  expect([body.stored, body.adopt]).toEqual([true, undefined]);
  expect(await recovering()).toMatchObject({
    waitsFor: [],
    modules: [{ module: "orders", acting: [{ data: { position: "dualwrite" } }] }],
  });
});
