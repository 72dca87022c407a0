import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { testRollback } from "@/scripts/test-rollback.ts";
import { inputFor, oddText } from "./_http/test-arbitrary.ts";
import { bootstrap, type Client, newToken, withToken } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";
import { DELETE, GET, PATCH, POST, PUT } from "./[...path]/route.ts";
import { METHODS, type Method, ROUTES } from "./openapi.json/routes.ts";

/** The same requests every time; other seeds were tried at length. */
const SEED = 20270224;
const RUNS = 40;

let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
});
afterAll(() => database.close());

let project = "";
async function newProject() {
  project = `p-${randomBytes(4).toString("hex")}`;
  await owner("POST", "/projects", { body: { key: project, name: "Orders" } });
  await owner("POST", `/projects/${project}/modules`, { body: { key: "orders", name: "Orders" } });
}

const modules = () => `/projects/${project}/modules`;
const route = () => `/projects/${project}/environments/production/switches/orders.route`;
const events = async () => (await owner("GET", `/projects/${project}/audit/verify`)).body.events;

describe("a request that is wrong", () => {
  beforeEach(newProject);

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["an array", []],
    ["null", "null"],
    ["a string", '"x"'],
    ["nothing", ""],
    ["a missing field", { key: "stock" }],
    ["an unknown field", { key: "stock", name: "Stock", color: "red" }],
    ["a wrong type", { key: "stock", name: 7 }],
    ["a key in capitals", { key: "Stock", name: "Stock" }],
    ["a key that is too long", { key: "s".repeat(61), name: "Stock" }],
    ["a name of blanks", { key: "stock", name: "  " }],
    ["a NUL character", { key: "stock", name: "a\0b" }],
    ["an unpaired surrogate", '{"key":"stock","name":"\\ud800"}'],
    ["a NUL in a field name", { key: "stock", name: "Stock", "\0": 1 }],
    ["a field of the prototype", '{"key":"stock","name":"Stock","__proto__":{"owner":"x"}}'],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
    ["deep nesting", `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
  ])("is answered 400: %s", async (_, body) => {
    const before = await events();
    const reply = await owner("POST", modules(), { body });
    expect(reply.status).toBe(400);
    expect((reply.body.errors as unknown[]).length).toBeGreaterThan(0);
    expect(await events()).toBe(before);
  });

  it("is told by name which fields are wrong", async () => {
    const reply = await owner("POST", `/projects/${project}/risks`, {
      body: { hypothesis: "h", likelihood: 6, impact: "5", colour: "red" },
    });
    const paths = (reply.body.errors as { path: string }[]).map(({ path }) => path);
    expect(paths.sort()).toEqual(["colour", "impact", "likelihood"]);
  });

  it("is answered 415 when it is not JSON by its own account", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]) {
      const reply = await owner("POST", modules(), { body: '{"key":"a","name":"a"}', headers: { "content-type": type } });
      expect(reply.status).toBe(415);
    }
  });

  it("is none for the byte order mark in front of it", async () => {
    const reply = await owner("POST", modules(), { body: '\ufeff{"key":"stock","name":"Stock"}' });
    expect([reply.status, reply.body.key]).toEqual([201, "stock"]);
  });

  it("is answered 413 above one mebibyte, whatever it says of its length", async () => {
    const body = JSON.stringify({ key: "stock", name: "x".repeat(1024 * 1024) });
    expect((await owner("POST", modules(), { body })).status).toBe(413);
    expect((await owner("POST", modules(), { body: "{}", headers: { "content-length": "99999999" } })).status).toBe(413);
  });

  it("is answered 400 for a query it cannot mean", async () => {
    const queries: Record<string, string>[] = [
      { limit: "0" },
      { limit: "1e9" },
      { limit: "ten" },
      { cursor: "0" },
      { cursor: "-1" },
      { cursor: "x" },
      { from: "yesterday" },
      { from: "0000-01-01T00:00:00Z" },
      { format: "xml" },
      { actorKind: "nobody" },
      { surplus: "1" },
      { text: "\0" },
    ];
    for (const query of queries) {
      expect([query, (await owner("GET", `/projects/${project}/audit`, { query })).status]).toEqual([query, 400]);
    }
  });

  it("is answered 400 for a time that lies beyond the year 9999 in UTC", async () => {
    const late = "9999-12-31T23:59:59-23:59";
    const job = { environment: "production", module: "orders", store: "new", since: late };
    const window = { startsAt: "2100-01-01T00:00:00Z", endsAt: late, reason: "Holiday" };
    const schedule = { target: "new", share: 1000, reason: "as was planned", at: late };
    for (const [path, body] of [
      [`/projects/${project}/jobs`, job],
      [`/projects/${project}/windows`, window],
      [`${route()}/schedules`, schedule],
    ] as const) {
      expect([path, (await owner("POST", path, { body })).status]).toEqual([path, 400]);
    }
  });

  it("is answered 404 for what does not exist, however it is spelt", async () => {
    for (const key of ["none", "%00", "%ff", "..%2f..", "a".repeat(5000), "orders%20", "%F0%9F%92%A5"]) {
      for (const path of [`${modules()}/${key}`, `/projects/${key}/modules`, route().replace("orders.route", key)]) {
        expect([path, (await owner("GET", path)).status]).toEqual([path, 404]);
      }
    }
  });
});

describe("a token that is not good", () => {
  beforeEach(newProject);

  it("is answered 401 when expired or revoked, 404 in another project", async () => {
    const secret = await newToken(owner, project, ["manage"]);
    const holder = withToken(secret);
    expect((await holder("GET", modules())).status).toBe(200);
    const foreign = `p-${randomBytes(4).toString("hex")}`;
    await owner("POST", "/projects", { body: { key: foreign, name: "Theirs" } });
    expect((await holder("GET", `/projects/${foreign}/modules`)).status).toBe(404);
    const token = await database.db.apiToken.findFirstOrThrow({ where: { project: { key: project } } });
    await database.db.apiToken.update({ where: { id: token.id }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await holder("GET", modules())).status).toBe(401);
    await database.db.apiToken.update({ where: { id: token.id }, data: { expiresAt: null, revokedAt: new Date() } });
    expect((await holder("GET", modules())).status).toBe(401);
  });
});

describe("a change that may not be", () => {
  beforeEach(newProject);

  const change = (fields: object) =>
    owner("POST", `${route()}/changes`, {
      body: { expectedVersion: 1, target: "new", share: 1000, reason: "as was planned", ...fields },
    });

  it("is answered 400 for a share out of range", async () => {
    for (const share of [-1, 100_001, 0.5, "10", null, 1e300]) {
      expect([share, (await change({ share })).status]).toEqual([share, 400]);
    }
  });

  it("is answered 422 for a move that skips a position, naming the rule", async () => {
    const reply = await owner("POST", `${route().replace("route", "data")}/changes`, {
      body: { expectedVersion: 1, target: "shadow", confirm: "orders" },
    });
    expect(reply.body).toMatchObject({ status: 422, refusals: [{ rule: "adjacent" }] });
  });

  it("is answered 409 with a stale version, and stores nothing", async () => {
    expect((await change({})).status).toBe(201);
    const before = await events();
    const reply = await change({ share: 5000 });
    expect(reply.body).toMatchObject({ status: 409, current: { version: 2, share: 1000 }, theirChange: { version: 2 } });
    expect((await change({ expectedVersion: 2 ** 31 - 1 })).status).toBe(409);
    expect(await events()).toBe(before);
  });
});

describe("whatever is sent", () => {
  /** Values that name something, by the parameter they stand for. */
  const known: Record<string, string> = {};
  async function newNames() {
    await newProject();
    const at = `/projects/${project}`;
    const made = async (path: string, body: object) => (await owner("POST", path, { body })).body;
    const phase = await made(`${at}/phases`, { name: "Data layer" });
    const milestone = await made(`${at}/milestones`, { phase: phase.id, name: "Live", baselineDate: "2027-02-24" });
    await made(`${at}/risks`, { hypothesis: "h", likelihood: 1, impact: 1 });
    const token = await made(`${at}/tokens`, { name: "t", environment: "production", scopes: ["manage"] });
    const week = { startsAt: "2100-02-10T00:00:00Z", endsAt: "2100-02-17T00:00:00Z" };
    const window = await made(`${at}/windows`, { ...week, reason: "Holiday" });
    const job = await made(`${at}/jobs`, { environment: "production", module: "orders", store: "new" });
    const change = { expectedVersion: 1, target: "new", share: 1000, reason: "as was planned" };
    const tomorrow = new Date(Date.now() + 24 * 3600 * 1000).toISOString();
    const schedule = { target: "new", share: 1000, reason: "as was planned", at: tomorrow };
    const plan = await made(`${at}/environments/production/switches/orders.call/schedules`, schedule);
    const proposal = await made(`${at}/environments/production/switches/orders.route/proposals`, change);
    const member = await made(`${at}/members`, { email: `${project}@example.com`, name: "Somebody", role: "lead" });
    Object.assign(known, {
      project,
      environment: "production",
      module: "orders",
      key: "orders.data",
      risk: "1",
      sequence: "1",
    });
    Object.assign(known, { phase: phase.id, milestone: milestone.id, token: token.id, member: member.id });
    const rollback = await testRollback(database.db, project);
    Object.assign(known, { window: window.id, job: job.id, proposal: proposal.id, plan: plan.id, id: rollback });
    expect(Object.values(known).filter((value) => typeof value !== "string")).toEqual([]);
  }

  const cases = Object.entries(ROUTES).flatMap(([path, module]) =>
    METHODS.flatMap((method) =>
      module[method] && !path.endsWith("/events") ? [{ name: `${method} ${path}`, method, path }] : [],
    ),
  );
  const reads = (method: Method) => method === "GET";
  // Reads find the same names one after the other; what writes leaves none to the next.
  cases.sort((a, b) => Number(reads(b.method)) - Number(reads(a.method)));
  let untouched = false;
  beforeEach(async () => {
    if (!untouched) await newNames();
  });

  it.each(cases)("$name never answers with a fault of ours", async ({ method, path }: { method: Method; path: string }) => {
    untouched = reads(method);
    const { query, body } = ROUTES[path]?.[method]?.operation ?? {};
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
    const segment = (name: string) =>
      fc.oneof({ weight: 8, arbitrary: fc.constant(known[name] ?? "1") }, fc.constantFrom(...Object.values(known)), oddText);
    const parameters = fc.record(Object.fromEntries(names.map((name) => [name, segment(name)])));
    const sent = fc.record({
      query: query ? inputFor(query, Object.values(known)) : fc.constant({}),
      body: body ? inputFor(body, Object.values(known)) : fc.constant(undefined),
    });
    await fc.assert(
      fc.asyncProperty(parameters, sent, async (named, values) => {
        const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(wellFormed(named[name] ?? "") || "-"));
        const reply = await owner(method, filled, {
          query: asQuery(values.query),
          ...(values.body === undefined ? {} : { body: JSON.stringify(values.body) }),
        });
        expect(reply.status).toBeLessThan(500);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  function asQuery(value: unknown): Record<string, string> {
    const fields = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(fields.map(([name, field]) => [wellFormed(name), wellFormed(String(field))]));
  }

  /** Addresses cannot carry an unpaired surrogate. */
  function wellFormed(text: string): string {
    return text.replaceAll(/\p{Surrogate}/gu, "\ufffd");
  }
});

describe("an address that serves nothing", () => {
  it("is answered 404 as a problem, whatever the method", () => {
    for (const nothing of [GET, POST, PUT, PATCH, DELETE]) {
      const response = nothing();
      expect(response.status).toBe(404);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
  });
});
