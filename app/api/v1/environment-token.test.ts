import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client, newToken, withToken } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";
import { done, endpoints, type Requests, requests } from "./_http/test-requests.ts";

/** A token of staging with every right it can have, at every operation of the API, asking for what is production's. */

let database: TestDatabase;
let owner: Client;
let made: Requests;
let staging: Client;
let production: Client;

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
  made = requests(database.db, owner);
  await done(owner("POST", "/projects", { body: { key: "orders", name: "orders" } }));
  for (const key of ["orders", "stock"]) await done(owner("POST", "/projects/orders/modules", { body: { key, name: key } }));
  staging = withToken(await newToken(owner, "orders", ["jobs", "operate", "manage"], "staging"));
  production = withToken(await newToken(owner, "orders", ["operate"], "production"));
});
afterAll(() => database.close());

/** What belongs to no environment: the project itself, its modules and its plan. */
const PLAN =
  /^(GET|POST|PATCH|DELETE) \/projects\/\{project\}\/(modules|registrations|phases|milestones|risks)(\/\{(module|phase|milestone|risk)\})?$/;
const WITHOUT_ENVIRONMENT = [
  "GET /lineage",
  "GET /oncall",
  // Naming the token's environment alone.
  "GET /projects",
  "GET /projects/{project}",
  "GET /projects/{project}/audit/verify",
  // In the token's environment alone; below.
  "GET /projects/{project}/first-steps",
  // The first event is that of the project; others below.
  "GET /projects/{project}/audit/{sequence}",
  "POST /projects/{project}/audit/{sequence}/reason",
  // Whoever holds a link.
  "POST /setup",
  "POST /setup/check",
];
/** Told to either token, of its own environment alone. */
const NARROWED = [
  "GET /projects/{project}/audit",
  "GET /projects/{project}/environments",
  "GET /projects/{project}/guardrails",
  "GET /projects/{project}/jobs",
  "GET /projects/{project}/plans",
  "GET /projects/{project}/proposals",
  "GET /projects/{project}/recoveries",
  "GET /projects/{project}/rollbacks",
  "GET /projects/{project}/tokens",
  "GET /projects/{project}/windows",
];
/** Never ends; events.test.ts reads it. */
const STREAM = "GET /projects/{project}/events";

const others = endpoints.filter(({ name }) => !PLAN.test(name) && ![...WITHOUT_ENVIRONMENT, ...NARROWED, STREAM].includes(name));

it("has its own side of every operation", () => {
  const names = endpoints.map(({ name }) => name);
  expect([...WITHOUT_ENVIRONMENT, ...NARROWED, STREAM].filter((name) => !names.includes(name))).toEqual([]);
  expect(others.length).toBeGreaterThan(50);
});

it.each(others)("has no say in $name", async (endpoint) => {
  const reply = await staging(...(await made.request(endpoint)));
  expect([403, 404], reply.text).toContain(reply.status);
});

describe("a list", () => {
  beforeAll(async () => {
    for (const thing of ["member", "token", "job", "window", "plan", "proposal"]) await made.things[thing]?.();
    const { id: environmentId } = await database.db.environment.findFirstOrThrow({ where: { key: "production" } });
    await database.db.environment.update({ where: { id: environmentId }, data: { recoveringSince: new Date() } });
    const by = { actorKind: "user", actorId: "u", actorName: "U", state: "done", held: 0, createdAt: new Date() };
    for (const environment of ["production", null]) {
      await database.db.projectRollback.create({ data: { ...by, environment, project: { connect: { key: "orders" } } } });
    }
  });

  it.each(NARROWED)("%s holds what is of the token's environment, or of none", async (name) => {
    const [, path, sent] = await made.request(find(name));
    const seen = await production("GET", path, sent);
    expect(JSON.stringify(seen.body)).toContain("production");
    const { status, body } = await staging("GET", path, sent);
    expect(status).toBe(200);
    const items = body.items as { environment?: string | null; key?: string }[];
    expect(items.map((item) => item.environment ?? "none")).not.toContain("production");
    expect(items.map((item) => item.key ?? "none")).not.toContain("production");
    expect(JSON.stringify(items)).not.toContain("@example.test");
    const named = await staging("GET", path, { query: { environment: "production" } });
    if (named.status === 200) {
      expect((named.body.items as { environment: string | null }[]).map(({ environment }) => environment)).not.toContain(
        "production",
      );
    }
  });

  it("of projects, and the project, names the token's environment", async () => {
    const own = [{ key: "staging", name: "Staging", protected: false }];
    expect((await staging("GET", "/projects/orders")).body.environments).toEqual(own);
    expect((await staging("GET", "/projects")).body.items).toMatchObject([{ key: "orders", environments: own }]);
  });

  it("of rollbacks leaves out those of every environment", async () => {
    expect((await staging("GET", "/projects/orders/rollbacks")).body.items).toEqual([]);
  });

  it("of events is exported as narrow as it is read", async () => {
    const { text } = await staging("GET", "/projects/orders/audit", { query: { format: "ndjson" } });
    const events = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { environment: string | null; act: string });
    expect(events.map(({ act }) => act)).toContain("project.create");
    expect(new Set(events.map(({ environment }) => environment))).toEqual(new Set(["staging", null]));
    expect(events.filter(({ act }) => act.startsWith("member."))).toEqual([]);
  });
});

it("the first steps are those of its own environment", async () => {
  const hold = "/projects/orders/environments/production/switches/stock.data/hold";
  await done(owner("POST", hold, { body: { reason: "while it is looked at" } }));
  const moved = async (who: Client) => (await who("GET", "/projects/orders/first-steps")).body.moved;
  expect([await moved(owner), await moved(production), await moved(staging)]).toEqual([true, true, false]);
});

it("no event of another environment or of a person is read by its place", async () => {
  const events = await database.db.auditEvent.findMany({ where: { project: { key: "orders" } } });
  for (const { sequence, environment, targetKind } of events) {
    const own = environment === "staging" || (environment === null && !["member", "team", "environment"].includes(targetKind));
    const { status } = await staging("GET", `/projects/orders/audit/${sequence}`);
    expect([sequence, targetKind, environment, status]).toEqual([sequence, targetKind, environment, own ? 200 : 404]);
    if (own) continue;
    const reason = await staging("POST", `/projects/orders/audit/${sequence}/reason`, { body: { reason: "mine to give" } });
    expect(reason.status).toBe(404);
  }
});

function find(name: string) {
  const found = endpoints.find((endpoint) => endpoint.name === name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
}
