import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createFirstAdminLink } from "@/lib/members/commands/first-admin.ts";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client, stranger, withToken } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** Secrets are shown once, to the one who asked, and lie nowhere in the clear. */

let database: TestDatabase;
let owner: Client;
let project = "";

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
});
afterAll(() => database.close());
beforeEach(async () => {
  project = `p-${randomBytes(4).toString("hex")}`;
  await owner("POST", "/projects", { body: { key: project, name: "Orders" } });
});

const at = (path: string) => `/projects/${project}${path}`;
const anyAddress = () => `${randomBytes(5).toString("hex")}@example.test`;
const token = { name: "ci", environment: "production", scopes: ["manage"] };

/** Every row of the tables that could hold it, as text. */
async function everythingStored(): Promise<string> {
  const tables = ["users", "setup_links", "api_tokens", "audit_events", "idempotent_answers", "memberships"];
  const rows = await Promise.all(tables.map((table) => database.db.$queryRawUnsafe(`SELECT t::text FROM ${table} t`)));
  return JSON.stringify(rows);
}

describe("a token's secret", () => {
  it("is answered again to a repeated request, and to no other", async () => {
    const headers = { "idempotency-key": "make-it-once" };
    const first = await owner("POST", at("/tokens"), { body: token, headers });
    const again = await owner("POST", at("/tokens"), { body: token, headers });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect((await withToken(String(first.body.token))("GET", at(""))).status).toBe(200);
    expect(await everythingStored()).not.toContain(first.body.token);
    const list = await owner("GET", at("/tokens"));
    expect(list.body.items).toHaveLength(1);
    expect(list.text).not.toContain(first.body.token);

    process.env.NEXTAUTH_SECRET = randomBytes(32).toString("hex");
    expect((await owner("POST", at("/tokens"), { body: token, headers })).status).toBe(409);
  });

  it("is kept under no empty key", async () => {
    vi.stubEnv("NEXTAUTH_SECRET", undefined);
    const reply = await owner("POST", at("/tokens"), { body: token, headers: { "idempotency-key": "without-a-key" } });
    vi.unstubAllEnvs();
    expect([reply.status, reply.body.detail]).toEqual([503, expect.stringContaining("NEXTAUTH_SECRET is not set")]);
    expect(await everythingStored()).not.toContain("without-a-key");
  });

  it("changes hands with an overlap", async () => {
    const made = await owner("POST", at("/tokens"), { body: token });
    const rotated = await owner("POST", at(`/tokens/${made.body.id}/rotate`), { body: { overlapSeconds: 60 } });
    for (const secret of [made.body.token, rotated.body.token]) {
      expect((await withToken(String(secret))("GET", at(""))).status).toBe(200);
    }
    await owner("POST", at(`/tokens/${rotated.body.id}/rotate`), { body: { overlapSeconds: 0 } });
    expect((await withToken(String(rotated.body.token))("GET", at(""))).status).toBe(401);
    expect((await owner("DELETE", at(`/tokens/${made.body.id}`))).status).toBe(422);
    const confirmed = { query: { confirm: token.name } };
    expect((await owner("DELETE", at(`/tokens/${made.body.id}`), confirmed)).status).toBe(204);
    expect((await owner("DELETE", at(`/tokens/${made.body.id}`))).status).toBe(204);
    expect((await withToken(String(made.body.token))("GET", at(""))).status).toBe(401);
  });
});

describe("a set-up link", () => {
  const secretOf = (url: unknown) => new URL(String(url)).hash.slice(1);

  it("takes an invited person from the invitation to a password", async () => {
    const email = anyAddress();
    const member = await owner("POST", at("/members"), { body: { email, name: "Guest", role: "lead" } });
    const { setupUrl } = member.body.setup as { setupUrl: string };
    expect(setupUrl).toMatch(/^http:\/\/127\.0\.0\.1:3000\/setup#[\w-]{43}$/);
    const secret = secretOf(setupUrl);
    expect(await everythingStored()).not.toContain(secret);

    const check = await stranger("POST", "/setup/check", { body: { token: secret } });
    expect(check.body).toMatchObject({ kind: "member", email, name: "Guest" });
    const choice = { token: secret, name: "Ada", password: "long enough" };
    expect((await stranger("POST", "/setup", { body: { ...choice, password: "short" } })).status).toBe(400);
    const done = await stranger("POST", "/setup", { body: choice });
    expect([done.status, done.body]).toEqual([201, { email }]);
    expect(await everythingStored()).not.toContain("long enough");
    expect((await stranger("POST", "/setup", { body: choice })).status).toBe(404);

    const [first] = (await owner("GET", at("/members"))).body.items as Record<string, unknown>[];
    expect(first).toMatchObject({ email, name: "Ada", active: true });
  });

  it("is sealed in the stored answer of an invitation", async () => {
    const body = { email: anyAddress(), name: "Guest", role: "viewer" };
    const sent = { body, headers: { "idempotency-key": "invite-once" } };
    const first = await owner("POST", at("/members"), sent);
    expect((await owner("POST", at("/members"), sent)).body).toEqual(first.body);
    expect(await everythingStored()).not.toContain(secretOf((first.body.setup as { setupUrl: string }).setupUrl));
  });

  it("is renewed for somebody who lost it; the old one is void", async () => {
    const member = await owner("POST", at("/members"), { body: { email: anyAddress(), name: "Guest", role: "viewer" } });
    const old = secretOf((member.body.setup as { setupUrl: string }).setupUrl);
    const renewed = await owner("POST", at(`/members/${member.body.id}/setup-link`));
    const check = async (secret: string) => (await stranger("POST", "/setup/check", { body: { token: secret } })).status;
    expect([await check(old), await check(secretOf(renewed.body.setupUrl))]).toEqual([404, 200]);
  });

  it("makes the first admin, who then may create projects", async () => {
    const secret = await createFirstAdminLink(database.db, new Date());
    const choice = { token: secret, name: "Root", password: "long enough" };
    const nameless = await stranger("POST", "/setup", { body: choice });
    expect(nameless.body).toMatchObject({ status: 400, errors: [{ path: "email" }] });
    expect((await stranger("POST", "/setup", { body: { ...choice, email: anyAddress() } })).status).toBe(201);
    expect(await createFirstAdminLink(database.db, new Date())).toBeNull();
  });

  it("cannot be guessed at length", async () => {
    const guess = () =>
      stranger("POST", "/setup/check", { body: { token: "guess" }, headers: { "x-forwarded-for": "10.9.9.9" } });
    for (let attempt = 0; attempt < 30; attempt += 1) expect((await guess()).status).toBe(404);
    const stopped = await guess();
    expect(stopped.status).toBe(429);
    expect(Number(stopped.headers.get("retry-after"))).toBeGreaterThan(800);
    expect(stopped.body.detail).toMatch(/Try again in \d+ minutes\./);
  });
});
