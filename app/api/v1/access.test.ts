import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTS, type Act, ROLES, type Role, roleAllows } from "@/lib/core/access/policy.ts";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client, client, newToken, sessionCookie, signedIn, stranger, withToken } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";
import { done, type Endpoint, endpoints, job, type Requests, requests } from "./_http/test-requests.ts";
import { isBeyondEnvironments, NEEDS, needOf } from "./openapi.json/needs.ts";

/** Every cell of the policy table, over the real endpoints: who gets in, who is told the role needed, who sees nothing. */

const EVENTS = "GET /projects/{project}/events";

const inProject = endpoints.flatMap((endpoint) => {
  const act = needOf(endpoint.method, endpoint.path);
  return act !== undefined && act in ACTS ? [{ ...endpoint, act: act as Act }] : [];
});

let database: TestDatabase;
let owner: Client;
let people: Record<Role, Client>;
let outsider: Client;
let made: Requests;

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
  made = requests(database.db, owner);
  for (const key of ["orders", "elsewhere"]) await done(owner("POST", "/projects", { body: { key, name: key } }));
  for (const key of ["orders", "stock"]) await done(owner("POST", "/projects/orders/modules", { body: { key, name: key } }));
  const members = await Promise.all(ROLES.map(async (role) => [role, await signedIn(database.db, "orders", role)] as const));
  people = Object.fromEntries(members) as Record<Role, Client>;
  outsider = await signedIn(database.db, "elsewhere", "admin");
});
afterAll(() => database.close());

const ask = async (who: Client, endpoint: Endpoint) => who(...(await made.request(endpoint)));

it("knows what every endpoint needs", () => {
  const unknown = endpoints.filter((endpoint) => needOf(endpoint.method, endpoint.path) === undefined).map(({ name }) => name);
  expect(unknown).toEqual([]);
  const names = endpoints.map(({ name }) => name);
  expect(Object.keys(NEEDS).filter((name) => !names.includes(name))).toEqual([]);
});

describe.each(inProject)("$name needs $act", (endpoint) => {
  const { act, name } = endpoint;

  it("tells the role needed to a weaker one, and lets the others in", async () => {
    for (const role of ROLES) {
      if (roleAllows(role, act)) {
        if (name === EVENTS) continue; // It never ends; its own test reads it.
        const { status, text } = await ask(people[role], endpoint);
        expect([200, 201, 204, 409, 422], `${role}: ${text}`).toContain(status);
      } else {
        const { status, body } = await ask(people[role], endpoint);
        expect({ status, role: body.roleNeeded }, role).toEqual({ status: 403, role: ACTS[act] });
      }
    }
  });

  it("hides the project from people and tokens of others, and asks the unknown to sign in", async () => {
    const foreign = withToken(await newToken(owner, "elsewhere", ["manage"]));
    expect((await ask(outsider, endpoint)).status).toBe(404);
    expect((await ask(foreign, endpoint)).status).toBe(404);
    expect((await ask(stranger, endpoint)).status).toBe(401);
  });
});

describe("a change", () => {
  const place = "/projects/orders/environments/staging/switches/orders.route";
  const change = async (who: Client, target: string, share: number) => {
    const { version } = (await owner("GET", place)).body;
    return who("POST", `${place}/changes`, { body: { expectedVersion: version, target, share } });
  };

  it("forward needs a lead, back an operator", async () => {
    const forward = await change(people.operator, "new", 1000);
    expect(forward.body).toMatchObject({ status: 403, roleNeeded: "lead" });
    expect((await change(people.lead, "new", 1000)).status).toBe(201);
    expect((await change(people.viewer, "old", 100_000)).body).toMatchObject({ status: 403, roleNeeded: "operator" });
    expect((await change(people.operator, "old", 100_000)).status).toBe(201);
    expect((await people.operator("POST", `${place}/undo`, { body: {} })).body).toMatchObject({
      status: 403,
      roleNeeded: "lead",
    });
  });
});

describe("a token", () => {
  const statuses = async (secret: string, list: Endpoint[]) => {
    const found: Record<string, number> = {};
    for (const endpoint of list) found[endpoint.name] = (await ask(withToken(secret), endpoint)).status;
    return found;
  };
  /** The rollback that is asked for is of all environments. */
  const asked = inProject.filter(({ name, path }) => name !== EVENTS && !path.endsWith("/rollbacks/{id}"));
  const beyond = asked.filter(({ method, path }) => isBeyondEnvironments(method, path));
  const within = asked.filter((endpoint) => !beyond.includes(endpoint));

  it("with operate acts as an operator", async () => {
    const secret = await newToken(owner, "orders", ["operate"]);
    for (const endpoint of within) {
      const { act, name } = endpoint;
      const { status } = await ask(withToken(secret), endpoint);
      if (roleAllows("operator", act)) expect([200, 201, 204, 409, 422], name).toContain(status);
      else expect(status, name).toBe(403);
    }
  });

  it("with manage does what an admin does, within its environment", async () => {
    const secret = await newToken(owner, "orders", ["manage"]);
    const refused = await statuses(secret, beyond);
    expect(new Set(Object.values(refused))).toEqual(new Set([403]));
    for (const [name, status] of Object.entries(await statuses(secret, within))) {
      expect([200, 201, 204, 409, 422], name).toContain(status);
    }
  });

  it("for services has no business here, but that jobs runs data jobs", async () => {
    const answers = await statuses(await newToken(owner, "orders", ["read", "report", "jobs"]), inProject);
    const admitted = Object.entries(answers).filter(([, status]) => status !== 403);
    expect(Object.fromEntries(admitted)).toEqual({
      "GET /projects/{project}/jobs": 200,
      "POST /projects/{project}/jobs": 201,
      "GET /projects/{project}/jobs/{job}": 200,
      "PATCH /projects/{project}/jobs/{job}": 200,
    });
    const others = await statuses(await newToken(owner, "orders", ["read", "report"]), inProject);
    expect(new Set(Object.values(others))).toEqual(new Set([403]));
    const staging = withToken(await newToken(owner, "orders", ["jobs"], "staging"));
    expect((await staging("POST", "/projects/orders/jobs", { body: job })).status).toBe(403);
  });
});

describe("outside projects", () => {
  it("projects are made by owners and the bootstrap token", async () => {
    const body = () => ({ key: made.fresh(), name: "x" });
    for (const who of [people.admin, withToken(await newToken(owner, "orders", ["manage"]))]) {
      const { status, body: problem } = await who("POST", "/projects", { body: body() });
      expect({ status, role: problem.roleNeeded }).toEqual({ status: 403, role: "owner" });
    }
    expect((await stranger("POST", "/projects", { body: body() })).status).toBe(401);
    const user = await database.db.user.create({ data: { email: `${made.fresh()}@example.test`, name: "Olu", isOwner: true } });
    const signedInOwner = client({ cookie: await sessionCookie(user.id, 1), "sec-fetch-site": "same-origin" });
    expect((await signedInOwner("POST", "/projects", { body: body() })).status).toBe(201);
    expect((await signedInOwner("PATCH", "/projects/elsewhere", { body: { expectedVersion: 1, name: "y" } })).status).toBe(200);
  });

  it("everybody sees their own projects", async () => {
    const keys = async (who: Client) => ((await who("GET", "/projects")).body.items as { key: string }[]).map(({ key }) => key);
    expect(await keys(people.viewer)).toEqual(["orders"]);
    expect(await keys(outsider)).toEqual(["elsewhere"]);
    expect(await keys(owner)).toEqual(expect.arrayContaining(["orders", "elsewhere"]));
    expect((await stranger("GET", "/projects")).status).toBe(401);
  });
});

describe("ending somebody's sessions", () => {
  it("stops their next read and their next write, and nobody else's", async () => {
    const email = `${made.fresh()}@example.test`;
    const { id } = await made.make("/members", { email, name: "Ada", role: "lead", password: "long enough" });
    const session = async (version: number) =>
      client({ cookie: await sessionCookie(String(id), version), "sec-fetch-site": "same-origin" });
    const old = await session(1);
    const write = (who: Client) => who("POST", "/projects/orders/phases", { body: { name: "x" } });
    expect((await write(old)).status).toBe(201);

    expect((await people.admin("POST", `/projects/orders/members/${id}/end-sessions`)).status).toBe(204);
    expect((await write(old)).status).toBe(401);
    expect((await old("GET", "/projects/orders")).status).toBe(401);
    expect((await old("GET", "/projects")).status).toBe(401);
    expect((await write(await session(2))).status).toBe(201);
    expect((await write(people.lead)).status).toBe(201);
  });
});
