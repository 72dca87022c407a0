import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client, newToken, sessionCookie, signedIn, stranger, withToken } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
  for (const key of ["orders", "elsewhere"]) {
    expect((await owner("POST", "/projects", { body: { key, name: key } })).status).toBe(201);
  }
});
afterAll(() => database.close());

const items = (reply: { body: Record<string, unknown> }) => reply.body.items as Record<string, unknown>[];

describe("modules", () => {
  it("come with their switches, are listed in pages and changed under a version", async () => {
    for (const key of ["orders", "payments", "stock"]) {
      expect((await owner("POST", "/projects/orders/modules", { body: { key, name: key } })).status).toBe(201);
    }
    const switches = await owner("GET", "/projects/orders/environments/production/switches");
    expect(items(switches)).toHaveLength(9);

    const first = await owner("GET", "/projects/orders/modules", { query: { limit: "2" } });
    expect(items(first).map(({ key }) => key)).toEqual(["orders", "payments"]);
    const rest = await owner("GET", "/projects/orders/modules", { query: { limit: "2", cursor: String(first.body.nextCursor) } });
    expect(items(rest).map(({ key }) => key)).toEqual(["stock"]);
    expect(rest.body.nextCursor).toBeNull();
    expect((await owner("GET", "/projects/orders/modules", { query: { cursor: "gone" } })).status).toBe(400);

    const path = "/projects/orders/modules/stock";
    const changed = await owner("PATCH", path, { body: { expectedVersion: 1, owner: "Wei Chen" } });
    expect(changed.body).toMatchObject({ owner: "Wei Chen", version: 2 });
    const stale = await owner("PATCH", path, { body: { expectedVersion: 1, owner: "Mei Lin" } });
    expect(stale.status).toBe(409);
    expect(stale.body).toMatchObject({ current: { owner: "Wei Chen" }, theirChange: { after: { owner: "Wei Chen" } } });
    expect((await owner("GET", path)).body).toMatchObject({ owner: "Wei Chen", version: 2 });
    expect((await owner("GET", "/projects/orders/modules/none")).status).toBe(404);
  });

  it("are not made twice by a repeated request", async () => {
    const send = (name: string) =>
      owner("POST", "/projects/orders/modules", { body: { key: "once", name }, headers: { "idempotency-key": "k-1" } });
    const [first, second] = await Promise.all([send("Once"), send("Once")]);
    expect([first?.status, second?.status]).toEqual([201, 201]);
    expect(second?.body).toEqual(first?.body);
    const other = await send("Another");
    expect(other.status).toBe(409);
  });
});

describe("phases and milestones", () => {
  it("are planned, moved, done and deleted", async () => {
    const phase = await owner("POST", "/projects/orders/phases", { body: { name: "Data layer" } });
    const path = `/projects/orders/phases/${phase.body.id}`;
    expect((await owner("PATCH", path, { body: { expectedVersion: 1, goal: "all reads from new" } })).status).toBe(200);
    expect((await owner("GET", path)).body).toMatchObject({ position: 1, goal: "all reads from new" });

    const body = { phase: phase.body.id, name: "Live", owner: "Priya Nair", baselineDate: "2027-02-24" };
    const milestone = await owner("POST", "/projects/orders/milestones", { body });
    expect(milestone.body).toMatchObject({ currentDate: "2027-02-24", status: "planned", slipDays: 0 });
    const its = `/projects/orders/milestones/${milestone.body.id}`;
    expect((await owner("PATCH", its, { body: { expectedVersion: 1, currentDate: "2027-03-02" } })).body).toMatchObject({
      slipDays: 6,
    });
    const unexplained = await owner("PATCH", its, { body: { expectedVersion: 2, baselineDate: "2027-03-02" } });
    expect(unexplained.body).toMatchObject({ status: 400, errors: [{ path: "reason" }] });
    const listed = await owner("GET", "/projects/orders/milestones", {
      query: { phase: String(phase.body.id), status: "planned" },
    });
    expect(items(listed)).toHaveLength(1);

    const kept = await owner("DELETE", path, { query: { expectedVersion: "2" } });
    expect(kept.body).toMatchObject({ status: 422, refusals: [{ rule: "not-empty" }] });
    expect((await owner("DELETE", its)).body).toMatchObject({ status: 400, errors: [{ path: "expectedVersion" }] });
    expect((await owner("DELETE", its, { query: { expectedVersion: "1" } })).status).toBe(409);
    expect((await owner("DELETE", its, { query: { expectedVersion: "2" } })).status).toBe(204);
    expect((await owner("DELETE", path, { query: { expectedVersion: "2" } })).status).toBe(204);
    expect(items(await owner("GET", "/projects/orders/phases"))).toEqual([]);
  });
});

describe("risks", () => {
  it("are numbered, banded, closed and reopened", async () => {
    const body = { hypothesis: "Orders lost during dual-write", likelihood: 2, impact: 5 };
    const risk = await owner("POST", "/projects/orders/risks", { body });
    expect(risk.body).toMatchObject({ number: 1, band: "high", status: "open", reviewDate: null });
    const closed = await owner("PATCH", "/projects/orders/risks/1", { body: { expectedVersion: 1, status: "closed" } });
    expect(closed.body).toMatchObject({ status: "closed", version: 2 });
    expect(items(await owner("GET", "/projects/orders/risks", { query: { status: "open" } }))).toEqual([]);
    expect((await owner("GET", "/projects/orders/risks/1")).body).toEqual(closed.body);
    expect((await owner("GET", "/projects/orders/risks/2")).status).toBe(404);
  });
});

describe("instances and measurements", () => {
  it("are read by environment", async () => {
    const { id } = await database.db.environment.findFirstOrThrow({ where: { key: "production", project: { key: "orders" } } });
    const now = Date.now();
    const seen = (instance: string, leaseUntil: number) => ({
      environmentId: id,
      service: "order-api",
      instance,
      serviceVersion: "5.8.0",
      revision: 3,
      acknowledgedAt: new Date(now - 60_000),
      leaseUntil: new Date(leaseUntil),
      firstSeenAt: new Date(now - 90_000),
    });
    await database.db.instance.createMany({ data: [seen("a", now - 1000), seen("b", now + 60_000)] });
    const query = { environment: "production" };
    const all = await owner("GET", "/projects/orders/instances", { query });
    expect(items(all).map(({ instance, alive }) => [instance, alive])).toEqual([
      ["b", true],
      ["a", false],
    ]);
    const page = await owner("GET", "/projects/orders/instances", { query: { ...query, limit: "1" } });
    const next = await owner("GET", "/projects/orders/instances", {
      query: { ...query, limit: "1", cursor: String(page.body.nextCursor) },
    });
    expect(items(next).map(({ instance }) => instance)).toEqual(["a"]);
    expect((await owner("GET", "/projects/orders/instances", { query: { environment: "moon" } })).status).toBe(404);

    const measured = await owner("GET", "/projects/orders/measurements", { query: { ...query, module: "orders" } });
    expect(measured.body.series).toEqual([]);
    const summary = await owner("GET", "/projects/orders/measurements/summary", { query });
    expect(items(summary)).toContainEqual(expect.objectContaining({ module: "orders", old: null, new: null, newest: null }));
    expect((await owner("GET", "/projects/orders/measurements", { query: { ...query, module: "none" } })).status).toBe(404);

    await database.pool.query(
      `INSERT INTO intake_losses (environment_id, at, reason, source, count, series)
       SELECT id, now() - at, reason, gen_random_uuid(), count, series FROM environments,
              (VALUES ('1 hour'::interval, 'too many series', 5, 3), ('2 hours', 'too many series', 6, 2),
                      ('2 hours', 'too old', 1, 1), ('2 days', 'too old', 9, 9)) AS lost(at, reason, count, series)
       WHERE key = 'production'`,
    );
    const lost = await owner("GET", "/projects/orders/measurements/losses", { query });
    expect(lost.body.items).toEqual([
      { reason: "too many series", count: 11, series: 3 },
      { reason: "too old", count: 1, series: 1 },
    ]);
  });
});

describe("the audit log", () => {
  it("is paged, filtered, verified and exported", async () => {
    const page = await owner("GET", "/projects/orders/audit", { query: { limit: "2", act: "module." } });
    expect(items(page)).toHaveLength(2);
    const older = await owner("GET", "/projects/orders/audit", {
      query: { limit: "2", act: "module.", cursor: String(page.body.nextCursor) },
    });
    expect(Number(items(older)[0]?.sequence)).toBeLessThan(Number(items(page)[1]?.sequence));

    const verified = await owner("GET", "/projects/orders/audit/verify");
    expect(verified.body).toMatchObject({ ok: true, brokenAt: null });
    const newest = await owner("GET", `/projects/orders/audit/${verified.body.events}`);
    expect(newest.body.hash).toBe(verified.body.head);

    const lines = await owner("GET", "/projects/orders/audit", { query: { format: "ndjson" } });
    expect(lines.headers.get("content-disposition")).toBe('attachment; filename="audit-orders.ndjson"');
    const events = lines.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events).toHaveLength(Number(verified.body.events));
    expect(events[0]).toEqual(newest.body);

    const table = await owner("GET", "/projects/orders/audit", { query: { format: "csv", act: "risk." } });
    expect(table.headers.get("content-type")).toContain("text/csv");
    const rows = table.text.trimEnd().split("\r\n");
    expect(rows[0]).toMatch(/^sequence,at,actor kind,/);
    expect(rows.slice(1).map((row) => row.includes("risk.close"))).toEqual([true, false]);
    const none = await owner("GET", "/projects/orders/audit", { query: { format: "ndjson", text: "no such thing" } });
    expect(none.text).toBe("");
  });
});

describe("who may", () => {
  it("depends on the role in the project", async () => {
    const viewer = await signedIn(database.db, "orders", "viewer");
    const lead = await signedIn(database.db, "orders", "lead");
    const risk = { body: { hypothesis: "h", likelihood: 1, impact: 1 } };
    expect((await viewer("GET", "/projects/orders/risks")).status).toBe(200);
    expect((await viewer("POST", "/projects/orders/risks", risk)).body).toMatchObject({ status: 403, roleNeeded: "lead" });
    expect((await lead("POST", "/projects/orders/risks", risk)).status).toBe(201);
    expect((await lead("GET", "/projects/elsewhere/risks")).status).toBe(404);
    expect((await lead("GET", "/projects/nowhere/risks")).status).toBe(404);
  });

  it("is limited by a token's project and scopes", async () => {
    const manage = withToken(await newToken(owner, "orders", ["manage"]));
    const operate = withToken(await newToken(owner, "orders", ["operate"]));
    const read = withToken(await newToken(owner, "orders", ["read"]));
    const phase = { body: { name: "by token" } };
    expect((await manage("POST", "/projects/orders/phases", phase)).status).toBe(201);
    expect((await operate("POST", "/projects/orders/phases", phase)).status).toBe(403);
    expect((await operate("GET", "/projects/orders/phases")).status).toBe(200);
    expect((await read("GET", "/projects/orders/phases")).status).toBe(403);
    expect((await manage("GET", "/projects/elsewhere/phases")).status).toBe(404);
    expect((await manage("POST", "/projects/elsewhere/phases", phase)).status).toBe(404);
  });

  it("needs somebody", async () => {
    for (const who of [stranger, withToken("sy_nonsense"), withToken(" ")]) {
      const reply = await who("GET", "/projects/orders/modules");
      expect(reply.status).toBe(401);
      expect(reply.headers.get("www-authenticate")).toBe("Bearer");
    }
  });

  it("does not take a cookie from another site's request", async () => {
    const user = await database.db.user.create({ data: { email: "o@example.com", name: "o", isOwner: true } });
    const cookie = await sessionCookie(user.id, user.sessionVersion);
    const post = (headers: Record<string, string>) =>
      stranger("POST", "/projects/orders/phases", { body: { name: "x" }, headers: { cookie, ...headers } });
    expect((await post({ "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await post({ origin: "https://evil.example" })).status).toBe(403);
    expect((await post({})).status).toBe(403);
    expect((await post({ origin: "http://127.0.0.1:3000" })).status).toBe(201);
    // Behind a proxy that signs people in on its own, and names the upstream in Host.
    vi.stubEnv("NEXTAUTH_URL", "https://switchyard.example.com");
    const proxied = { host: "console_upstream", authorization: "Basic dXNlcjpwdw==" };
    expect((await post({ ...proxied, origin: "https://switchyard.example.com" })).status).toBe(201);
    expect((await post({ ...proxied, origin: "http://switchyard.example.com" })).status).toBe(403);
    expect((await post({ ...proxied, origin: "https://evil.example" })).status).toBe(403);
    await database.db.user.update({ where: { id: user.id }, data: { sessionVersion: 2 } });
    expect((await post({ origin: "http://127.0.0.1:3000" })).status).toBe(401);
  });
});
