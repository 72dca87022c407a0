import { expect } from "vitest";
import type { PrismaClient } from "@/lib/platform/generated/prisma/client.ts";
import { testRollback } from "@/scripts/test-rollback.ts";
import { METHODS, type Method, ROUTES } from "../openapi.json/routes.ts";
import type { Client, Sent } from "./test-client.ts";

/** A good request for every operation of the API: in the project `orders` with the modules `orders` and `stock`, in production. */

export const SWITCHES = "/projects/{project}/environments/{environment}/switches";

export const endpoints = Object.entries(ROUTES).flatMap(([path, module]) =>
  METHODS.filter((method) => module[method]).map((method) => ({ method, path, name: `${method} ${path}` })),
);

export type Endpoint = (typeof endpoints)[number];

const day = { baselineDate: "2027-02-24" };
const guardrail = { environment: "production", module: "orders", metric: "errors", limit: 0.01 };
const week = { startsAt: "2100-02-10T00:00:00Z", endsAt: "2100-02-17T00:00:00Z", reason: "Holiday" };
export const job = { environment: "production", module: "orders", store: "new" };
/** Of a switch that no other request moves. */
const change = { expectedVersion: 1, target: "new", share: 1000, reason: "first subjects" };
const tomorrow = new Date(Date.now() + 24 * 3600 * 1000).toISOString();
const asked = { target: "new", share: 1000, reason: "first subjects" };
const risk = { hypothesis: "Orders lost", likelihood: 2, impact: 5 };

const QUERY: Record<string, Record<string, string>> = {
  "GET /projects/{project}/changes": { environment: "production" },
  "GET /projects/{project}/instances": { environment: "production" },
  "GET /projects/{project}/ledger": { environment: "production" },
  "GET /projects/{project}/rollback": { environment: "production" },
  "GET /projects/{project}/mismatches": { environment: "production" },
  "GET /projects/{project}/measurements": { environment: "production", module: "orders" },
  "GET /projects/{project}/measurements/losses": { environment: "production" },
  "GET /projects/{project}/measurements/unreadable": { environment: "production" },
  "GET /projects/{project}/measurements/summary": { environment: "production" },
};

export async function done(reply: ReturnType<Client>) {
  const { status, text, body } = await reply;
  expect(status, text).toBe(201);
  return body;
}

export type Requests = {
  make: Make;
  request: (endpoint: Endpoint) => Promise<[Method, string, Sent]>;
  fresh: () => string;
  /** By the parameter that names one in a path. */
  things: Record<string, () => Promise<unknown>>;
};
type Make = (path: string, body: object) => Promise<Record<string, unknown>>;

export function requests(db: PrismaClient, owner: Client): Requests {
  let count = 0;
  const fresh = () => `n${++count}`;
  const make: Make = (path: string, body: object) => done(owner("POST", `/projects/orders${path}`, { body }));
  /** Things made for one request each, so that no cell depends on the one before. */
  const MAKE: Record<string, () => Promise<unknown>> = {
    environment: async () => "production",
    module: async () => "orders",
    key: async () => "orders.route",
    sequence: async () => 1,
    member: async () => (await make("/members", { email: `${fresh()}@example.test`, name: "Ada", role: "viewer" })).id,
    token: async () => (await make("/tokens", { name: fresh(), environment: "production", scopes: ["read"] })).id,
    team: async () => (await make("/teams", { name: fresh() })).id,
    phase: async () => (await make("/phases", { name: fresh() })).id,
    milestone: async () => (await make("/milestones", { phase: await MAKE.phase?.(), name: fresh(), ...day })).id,
    guardrail: async () => (await make("/guardrails", { ...guardrail, name: fresh() })).id,
    window: async () => (await make("/windows", { environment: "production", ...week })).id,
    job: async () => (await make("/jobs", job)).id,
    id: () => testRollback(db, "orders"),
    proposal: async () => (await make("/environments/production/switches/stock.route/proposals", change)).id,
    plan: async () => (await make("/environments/production/switches/stock.call/schedules", { ...asked, at: tomorrow })).id,
    risk: async () => (await make("/risks", risk)).number,
  };

  /** Its lease has run out. */
  async function silentInstance(): Promise<string> {
    const project = { key: "orders" };
    const { id: environmentId } = await db.environment.findFirstOrThrow({ where: { project, key: "production" } });
    const [instance, long] = [fresh(), new Date(0)];
    const row = { environmentId, service: "api", instance, serviceVersion: "", revision: 0, acknowledgedAt: long, writes: [] };
    await db.instance.create({ data: { ...row, leaseUntil: long, firstSeenAt: long } });
    return instance;
  }

  /** A body that passes the schema. Whether the rules of the thing itself like it is not the point here. */
  const BODY: Record<string, () => object | Promise<object>> = {
    "POST /lineage": () => ({ lineage: "01a22e6d-0aac-7021-95bf-798571080da9", reason: "from a copy of today" }),
    "POST /projects": () => ({ key: fresh(), name: "x" }),
    "PATCH /projects/{project}": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/environments": () => ({ key: fresh(), name: "x" }),
    "PATCH /projects/{project}/environments/{environment}": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/environments/{environment}/archive": () => ({ expectedVersion: 1_000_000 }),
    "POST /projects/{project}/environments/{environment}/unarchive": () => ({ expectedVersion: 1_000_000 }),
    "POST /projects/{project}/members": () => ({ email: `${fresh()}@example.test`, name: "Ada", role: "viewer" }),
    "PATCH /projects/{project}/members/{member}": () => ({ expectedVersion: 1, role: "lead" }),
    "POST /projects/{project}/teams": () => ({ name: fresh() }),
    "PATCH /projects/{project}/teams/{team}": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/tokens": () => ({ name: "x", environment: "production", scopes: ["read"] }),
    "POST /projects/{project}/modules": () => ({ key: fresh(), name: "x" }),
    "PATCH /projects/{project}/modules/{module}": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/modules/{module}/archive": () => ({ expectedVersion: 1_000_000 }),
    "POST /projects/{project}/modules/{module}/unarchive": () => ({ expectedVersion: 1_000_000 }),
    "POST /projects/{project}/registrations": () => ({ modules: [{ key: fresh(), name: "x" }] }),
    "POST /projects/{project}/phases": () => ({ name: "x" }),
    "PATCH /projects/{project}/phases/{phase}": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/milestones": async () => ({ phase: await MAKE.phase?.(), name: "x", ...day }),
    "PATCH /projects/{project}/milestones/{milestone}": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/risks": () => risk,
    "PATCH /projects/{project}/risks/{risk}": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/instances/write-off": async () => ({
      environment: "production",
      service: "api",
      instance: await silentInstance(),
      reason: "its host is gone",
    }),
    "POST /projects/{project}/jobs": () => job,
    "PATCH /projects/{project}/jobs/{job}": () => ({ rows: 1 }),
    [`POST ${SWITCHES}/{key}/proposals`]: () => change,
    "PATCH /projects/{project}/proposals/{proposal}": () => ({ expectedVersion: 1, change }),
    "POST /projects/{project}/proposals/{proposal}/approve": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/proposals/{proposal}/apply": () => ({ expectedVersion: 7 }),
    "POST /projects/{project}/proposals/{proposal}/withdraw": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/recoveries": () => ({
      environment: "production",
      module: "orders",
      keep: "acting",
      reason: "after the restore",
    }),
    "POST /projects/{project}/guardrails": () => ({ ...guardrail, name: fresh() }),
    "PATCH /projects/{project}/guardrails/{guardrail}": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/windows": () => ({ environment: "production", ...week }),
    "PATCH /projects/{project}/windows/{window}": () => ({ expectedVersion: 1 }),
    "POST /projects/{project}/rollback": () => ({ environment: "production" }),
    "POST /projects/{project}/audit/{sequence}/reason": () => ({ reason: "Latency had doubled" }),
    [`POST ${SWITCHES}/{key}/changes`]: () => ({ expectedVersion: 1_000_000, target: "new", share: 1000 }),
    "POST /projects/{project}/environments/{environment}/changes": () => ({
      changes: [{ key: "orders.route", expectedVersion: 1_000_000, target: "new" }],
    }),
    [`POST ${SWITCHES}/{key}/restore`]: () => ({ expectedVersion: 1_000_000, version: 1 }),
    [`POST ${SWITCHES}/{key}/schedules`]: () => ({ ...asked, at: tomorrow }),
    "POST /projects/{project}/plans/{plan}/override": () => ({ override: "known and accepted" }),
    [`POST ${SWITCHES}/{key}/evaluation`]: () => ({ context: { targetingKey: "42" } }),
    [`POST ${SWITCHES}/{key}/preview`]: () => ({ expectedVersion: 1, target: "new", share: 1000 }),
    // What an undo comes to depends on what was done last: let that be somebody else's.
    [`POST ${SWITCHES}/{key}/undo`]: async () => {
      for (const act of ["hold", "release"]) {
        await owner("POST", `/projects/orders/environments/production/switches/orders.route/${act}`, {
          body: { reason: "as it was before" },
        });
      }
      return {};
    },
    [`PUT ${SWITCHES}/{key}/rules`]: () => ({ expectedVersion: 1, rules: [] }),
  };

  async function request({ method, path, name }: Endpoint): Promise<[Method, string, Sent]> {
    let url = path.replace("{project}", "orders");
    for (const [parameter, create] of Object.entries(MAKE)) {
      if (url.includes(`{${parameter}}`)) url = url.replace(`{${parameter}}`, String(await create()));
    }
    const query = method === "DELETE" ? { expectedVersion: "1" } : (QUERY[name] ?? {});
    const unversioned = ["DELETE /projects/{project}/tokens/{token}", "DELETE /sessions/{session}"].includes(name);
    const body = await BODY[name]?.();
    return [method, url, { query: unversioned ? {} : query, ...(body ? { body } : method === "POST" ? { body: {} } : {}) }];
  }

  return { make, request, fresh, things: MAKE };
}
