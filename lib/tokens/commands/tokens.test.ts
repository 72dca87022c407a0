import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure, losers } from "../../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../../scripts/test-project.ts";
import { auditEvents } from "../../audit/reads/trail.ts";
import type { ProjectContext, ProjectScope } from "../../platform/context.ts";
import { hashSecret, identifyToken } from "../../platform/identity.ts";
import { listTokens, readToken } from "../reads/views.ts";
import { tokenCreatedSchema } from "../schema.ts";
import { ensureBootstrapToken } from "./bootstrap.ts";
import { createToken, revokeToken, rotateToken } from "./edit.ts";

const NOW = new Date("2026-03-01T08:00:00Z");
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

let database: TestDatabase;
let project: TestProject;
let other: TestProject;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: [] });
  other = await testProject(database.db, { modules: [] });
});

const admin = (now = NOW) => project.as("admin", now);
const create = (fields: { expiresInSeconds?: number } = {}, context = admin()) =>
  createToken(context, { name: "order-api", environment: "production", scopes: ["read", "manage"], ...fields });
const works = async (secret: string, now = NOW) => (await identifyToken(database.db, secret, now)) !== null;

async function boundTo(environment: string): Promise<ProjectContext> {
  const { id } = await database.db.environment.findUniqueOrThrow({
    where: { projectId_key: { projectId: project.id, key: environment } },
  });
  const context = admin();
  return { ...context, project: { ...context.project, environmentId: id } as ProjectScope };
}

describe("making a token", () => {
  it("answers the secret once and stores its hash", async () => {
    const made = await create({ expiresInSeconds: 3600 });
    expect(tokenCreatedSchema.parse(made)).toMatchObject({
      name: "order-api",
      environment: "production",
      scopes: ["read", "manage"],
      state: "live",
      expiresAt: at(3600).toISOString(),
      createdBy: "the admin",
    });
    expect(made.token).toMatch(/^sy_[A-Za-z0-9_-]{43}$/);
    expect(made.token.startsWith(made.prefix)).toBe(true);
    const row = await database.db.apiToken.findUniqueOrThrow({ where: { id: made.id } });
    expect(Buffer.from(row.hash).equals(Buffer.from(hashSecret(made.token)))).toBe(true);

    const { items } = await auditEvents(project.as("viewer"), {}, { limit: 5 });
    const seen = JSON.stringify([items, await listTokens(project.as("viewer")), row]);
    expect(seen).not.toContain(made.token);
    expect(items).toMatchObject([
      { act: "token.create", environment: "production", target: { key: made.id, name: "order-api" } },
    ]);
  });

  it("works until it expires", async () => {
    const { token, id } = await create({ expiresInSeconds: 3600 });
    expect([await works(token, at(3599)), await works(token, at(3600))]).toEqual([true, false]);
    expect(await readToken(project.as("viewer", at(3600)), id)).toMatchObject({ state: "expired" });
  });

  it("tells when it was last used, to the minute", async () => {
    const { token, id } = await create();
    await works(token, at(5));
    await works(token, at(50));
    expect(await readToken(project.as("viewer"), id)).toMatchObject({ lastUsedAt: at(5).toISOString() });
    await works(token, at(90));
    expect(await readToken(project.as("viewer"), id)).toMatchObject({ lastUsedAt: at(90).toISOString() });
  });

  it("needs an admin, an environment of the project, and stays within a token's own environment", async () => {
    expect(await failure(create({}, project.as("lead")))).toMatchObject({ code: "forbidden", extra: { roleNeeded: "admin" } });
    await database.db.environment.create({ data: { projectId: other.id, key: "elsewhere", name: "x", position: 9 } });
    const foreign = createToken(admin(), { name: "x", environment: "elsewhere", scopes: ["read"] });
    expect((await failure(foreign)).code).toBe("not-found");
    expect((await failure(create({}, await boundTo("staging")))).code).toBe("forbidden");
    expect((await create({}, await boundTo("production"))).state).toBe("live");
  });
});

describe("revoking a token", () => {
  it("asks for the name of one that was used in the last 24 hours", async () => {
    const { id } = await create();
    await database.db.apiToken.update({ where: { id }, data: { lastUsedAt: NOW } });
    for (const confirm of [undefined, "", "another"]) {
      const refusal = await failure(revokeToken(admin(at(3600)), { token: id, confirm }));
      expect(refusal).toMatchObject({ code: "refused", extra: { refusals: [{ rule: "confirm" }] } });
    }
    await revokeToken(admin(at(3600)), { token: id, confirm: "order-api" });
    expect(await readToken(project.as("viewer"), id)).toMatchObject({ state: "revoked" });
    const idle = await create();
    await database.db.apiToken.update({ where: { id: idle.id }, data: { lastUsedAt: NOW } });
    await revokeToken(admin(at(86_400)), { token: idle.id });
    expect(await readToken(project.as("viewer"), idle.id)).toMatchObject({ state: "revoked" });
  });

  it("ends it at once; again changes nothing", async () => {
    const { token, id } = await create();
    await revokeToken(admin(), { token: id });
    await revokeToken(admin(at(60)), { token: id });
    expect(await works(token)).toBe(false);
    expect(await readToken(project.as("viewer"), id)).toMatchObject({ state: "revoked", revokedAt: NOW.toISOString() });
    const { items } = await auditEvents(project.as("viewer"), { act: "token.revoke" }, { limit: 5 });
    expect(items).toMatchObject([{ target: { name: "order-api" }, after: { state: "revoked" } }]);
  });

  it("finds none of another project, needs an admin, and keeps to a token's own environment", async () => {
    const { id, token } = await create();
    expect((await failure(revokeToken(other.as("admin"), { token: id }))).code).toBe("not-found");
    expect((await failure(revokeToken(admin(), { token: "no-id" }))).code).toBe("not-found");
    expect((await failure(revokeToken(project.as("lead"), { token: id }))).code).toBe("forbidden");
    expect((await failure(revokeToken(await boundTo("staging"), { token: id }))).code).toBe("forbidden");
    expect(await works(token)).toBe(true);
  });
});

describe("rotating a token", () => {
  it("gives a successor of the same kind and lets the old one run out after the overlap", async () => {
    const old = await create({ expiresInSeconds: 86_400 });
    const next = await rotateToken(admin(at(3600)), { token: old.id, overlapSeconds: 600 });
    expect(next).toMatchObject({ name: "order-api", environment: "production", scopes: ["read", "manage"] });
    expect(next.expiresAt).toBe(at(3600 + 86_400).toISOString());
    expect(next.previous).toMatchObject({ id: old.id, state: "live", expiresAt: at(4200).toISOString() });
    expect(await Promise.all([works(old.token, at(4199)), works(next.token, at(4199))])).toEqual([true, true]);
    expect(await Promise.all([works(old.token, at(4200)), works(next.token, at(4200))])).toEqual([false, true]);
    const { items } = await auditEvents(project.as("viewer"), { act: "token.rotate" }, { limit: 5 });
    expect(items).toMatchObject([{ target: { key: next.id }, after: { replaces: { id: old.id } } }]);
  });

  it("never lengthens the old one's life", async () => {
    const old = await create({ expiresInSeconds: 100 });
    const { previous } = await rotateToken(admin(), { token: old.id, overlapSeconds: 600 });
    expect(previous.expiresAt).toBe(old.expiresAt);
  });

  it("refuses what has ended already", async () => {
    const revoked = await create();
    await revokeToken(admin(), { token: revoked.id });
    const expired = await create({ expiresInSeconds: 60 });
    for (const { id } of [revoked, expired]) {
      const error = await failure(rotateToken(admin(at(61)), { token: id, overlapSeconds: 0 }));
      expect(error).toMatchObject({ code: "refused", extra: { refusals: [{ rule: "not-live" }] } });
    }
  });

  it("leaves nothing live that was revoked at the same moment", async () => {
    const { id, token } = await create();
    await losers([rotateToken(admin(), { token: id, overlapSeconds: 600 }), revokeToken(admin(), { token: id })]);
    expect(await works(token)).toBe(false);
  });

  it("finds none of another project and needs an admin", async () => {
    const { id } = await create();
    const rotate = (context: ProjectContext) => failure(rotateToken(context, { token: id, overlapSeconds: 0 }));
    expect((await rotate(other.as("admin"))).code).toBe("not-found");
    expect((await rotate(project.as("operator"))).code).toBe("forbidden");
  });
});

describe("the bootstrap token", () => {
  const A = "a".repeat(40);
  const B = "b".repeat(40);

  it("manages every project, is made once, and gives way to another one", async () => {
    await Promise.all([ensureBootstrapToken(database.db, A, NOW), ensureBootstrapToken(database.db, A, NOW)]);
    expect(await identifyToken(database.db, A, NOW)).toMatchObject({ role: "admin", projectId: null, environmentId: null });
    await ensureBootstrapToken(database.db, B, NOW);
    expect([await works(A), await works(B)]).toEqual([false, true]);
    await ensureBootstrapToken(database.db, A, NOW);
    expect([await works(A), await works(B)]).toEqual([true, false]);
    expect(await database.db.apiToken.count({ where: { projectId: null } })).toBe(2);
  });
});

describe("what a token makes", () => {
  /** As the token itself would act, later. */
  const by = async (id: string, now = NOW) =>
    ({ ...(await boundTo("production")), actor: { kind: "token", id, name: "ci" }, now }) as ProjectContext;

  it("ends with it, and a longer life is refused", async () => {
    const maker = await create({ expiresInSeconds: 3600 });
    const made = await create({}, await by(maker.id));
    expect(made.expiresAt).toBe(maker.expiresAt);
    expect((await create({ expiresInSeconds: 600 }, await by(maker.id))).expiresAt).toBe(at(600).toISOString());
    const longer = await failure(create({ expiresInSeconds: 3601 }, await by(maker.id)));
    expect(longer).toMatchObject({ code: "refused", extra: { refusals: [{ rule: "outlives-maker" }] } });
    expect((await create({}, await by(made.id))).expiresAt).toBe(maker.expiresAt);
  });

  it("ends with it when it replaces itself or one without an end", async () => {
    const maker = await create({ expiresInSeconds: 3600 });
    const lasting = await create();
    for (const token of [lasting.id, maker.id]) {
      const { expiresAt } = await rotateToken(await by(maker.id, at(1800)), { token, overlapSeconds: 0 });
      expect(expiresAt).toBe(maker.expiresAt);
    }
  });

  it("lasts as asked when it has no end itself", async () => {
    const maker = await create();
    expect((await create({}, await by(maker.id))).expiresAt).toBeNull();
  });
});
