import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure, losers } from "../../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../../scripts/test-project.ts";
import { auditEvents } from "../../audit/reads/trail.ts";
import type { Role } from "../../core/access/policy.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { listMembers, readMember } from "../reads.ts";
import { memberSchema } from "../schema.ts";
import { addMember, renewSetupLink } from "./add.ts";
import { changeRole, endSessions, removeMember } from "./edit.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.user.deleteMany({ where: { isOwner: true } });
  project = await testProject(database.db, { modules: [] });
  other = await testProject(database.db, { modules: [] });
});

const anyAddress = () => `${randomBytes(5).toString("hex")}@example.test`;

async function add(role: Role, options: { to?: TestProject; email?: string; password?: string } = {}) {
  const { to = project, email = anyAddress(), password } = options;
  return addMember(to.as("admin"), { email, name: "Ada", role, password });
}

/** A member who can sign in. */
async function active(role: Role, to = project) {
  const { member } = await add(role, { to });
  await database.db.user.update({ where: { id: member.id }, data: { passwordHash: "none" } });
  return { ...member, version: member.version ?? 0 };
}

const ruleOf = async (promise: Promise<unknown>) => {
  const { code, extra } = await failure(promise);
  return code === "refused" ? (extra.refusals as { rule: string }[])[0]?.rule : code;
};

describe("adding a member", () => {
  it("gives somebody new a set-up link, and records who was added", async () => {
    const { member, link } = await add("operator");
    expect(memberSchema.parse(member)).toMatchObject({ name: "Ada", role: "operator", owner: false, active: false, version: 1 });
    expect(link?.token).toMatch(/^[\w-]{43}$/);
    const { items } = await auditEvents(project.as("viewer"), { act: "member.create" }, { limit: 5 });
    expect(items).toMatchObject([{ target: { key: member.email, name: "Ada" }, after: { role: "operator" } }]);
    expect(JSON.stringify(items)).not.toContain(link?.token);
  });

  it("sets nobody's password, though the request names one", async () => {
    const known = await active("viewer", other);
    for (const email of [anyAddress(), known.email]) {
      const before = await database.db.user.findUnique({ where: { email } });
      const { member, link } = await add("viewer", { email, password: "taking over" });
      const { passwordHash } = await database.db.user.findUniqueOrThrow({ where: { id: member.id } });
      expect(passwordHash).toBe(before?.passwordHash ?? null);
      expect(member.active).toBe(false);
      expect(link).not.toBeNull();
    }
  });

  it("takes somebody an identity provider vouched for as they are", async () => {
    const known = await active("viewer", other);
    await database.db.user.update({ where: { id: known.id }, data: { oidcSubject: anyAddress() } });
    const { member, link } = await add("lead", { email: known.email });
    expect({ id: member.id, active: member.active, link }).toEqual({ id: known.id, active: true, link: null });
    expect(await readMember(other.as("viewer"), known.id)).toMatchObject({ role: "viewer" });
  });

  it("refuses somebody who is a member, also when added twice at once", async () => {
    const { member } = await add("viewer");
    expect((await failure(add("admin", { email: member.email }))).code).toBe("conflict");
    const email = anyAddress();
    expect((await losers([add("viewer", { email }), add("admin", { email })])).map(({ code }) => code)).toEqual(["conflict"]);
  });

  it("needs an admin", async () => {
    const body = { email: anyAddress(), name: "Ada", role: "viewer" as const };
    expect(await failure(addMember(project.as("lead"), body))).toMatchObject({
      code: "forbidden",
      extra: { roleNeeded: "admin" },
    });
    expect(await database.db.user.findUnique({ where: { email: body.email } })).toBeNull();
  });
});

describe("a new set-up link", () => {
  const renew = (member: string, context: ProjectContext = project.as("admin")) => renewSetupLink(context, { member });

  it("replaces the one before", async () => {
    const { member } = await add("viewer");
    await renew(member.id);
    expect(await database.db.setupLink.count({ where: { userId: member.id } })).toBe(1);
  });

  it("is an owner's to give for somebody who can sign in or belongs to other projects", async () => {
    const signedIn = await active("viewer");
    const shared = (await add("viewer", { to: other })).member;
    await database.db.membership.create({ data: { projectId: project.id, userId: shared.id, role: "viewer" } });
    expect(await ruleOf(renew(signedIn.id))).toBe("needs-owner");
    expect(await ruleOf(renew(shared.id))).toBe("needs-owner");

    const owner = await database.db.user.create({ data: { email: anyAddress(), name: "Olu", isOwner: true } });
    const context = { ...project.as("admin"), actor: { kind: "user", id: owner.id, name: "Olu" } } as ProjectContext;
    expect((await renew(signedIn.id, context)).token).toMatch(/^[\w-]{43}$/);
  });

  it("needs an admin, and a member of this project", async () => {
    const { member } = await add("viewer");
    expect(await ruleOf(renew(member.id, project.as("lead")))).toBe("forbidden");
    expect(await ruleOf(renew(member.id, other.as("admin")))).toBe("not-found");
  });
});

describe("changing a role", () => {
  const change = (member: { id: string; version: number }, role: Role, context = project.as("admin")) =>
    changeRole(context, { member: member.id, expectedVersion: member.version, role });

  it("stores and records it; the same role changes nothing", async () => {
    const member = await active("viewer");
    expect(await change(member, "viewer")).toMatchObject({ version: 1 });
    expect(await change(member, "lead")).toMatchObject({ role: "lead", version: 2 });
    const { items } = await auditEvents(project.as("viewer"), { act: "member.update" }, { limit: 5 });
    expect(items).toMatchObject([{ target: { key: member.email }, before: { role: "viewer" }, after: { role: "lead" } }]);
  });

  it("refuses a stale version, and one of two writers at once", async () => {
    const member = await active("viewer");
    expect((await losers([change(member, "lead"), change(member, "operator")])).map(({ code }) => code)).toEqual(["conflict"]);
    expect(await failure(change(member, "viewer"))).toMatchObject({ code: "conflict", extra: { current: { version: 2 } } });
  });

  it("keeps the last admin who can sign in", async () => {
    const admin = await active("admin");
    await add("admin");
    expect(await ruleOf(change(admin, "lead"))).toBe("last-admin");
    const second = await active("admin");
    const lost = await losers([change(admin, "lead"), change(second, "lead")]);
    expect(lost.map(({ code }) => code)).toEqual(["refused"]);
  });

  it("counts owners among the admins", async () => {
    const admin = await active("admin");
    await database.db.user.create({ data: { email: anyAddress(), name: "Olu", isOwner: true, passwordHash: "none" } });
    expect(await change(admin, "viewer")).toMatchObject({ role: "viewer" });
  });

  it("finds nobody of another project and needs an admin", async () => {
    const member = await active("viewer");
    expect(await ruleOf(change(member, "lead", other.as("admin")))).toBe("not-found");
    expect(await ruleOf(change(member, "admin", project.as("lead")))).toBe("forbidden");
    expect(await ruleOf(change({ id: "nobody", version: 1 }, "lead"))).toBe("not-found");
  });
});

describe("removing a member", () => {
  const remove = (member: { id: string; version: number }, context = project.as("admin")) =>
    removeMember(context, { member: member.id, expectedVersion: member.version });

  it("takes the membership and leaves the person", async () => {
    const member = await active("viewer");
    await remove(member);
    expect(await ruleOf(readMember(project.as("viewer"), member.id))).toBe("not-found");
    expect(await database.db.user.count({ where: { id: member.id } })).toBe(1);
    const { items } = await auditEvents(project.as("viewer"), { act: "member.delete" }, { limit: 5 });
    expect(items).toMatchObject([{ before: { name: "Ada", role: "viewer" }, after: null }]);
  });

  it("refuses a stale version and the last admin", async () => {
    const admin = await active("admin");
    expect(await ruleOf(remove({ ...admin, version: 7 }))).toBe("conflict");
    expect(await ruleOf(remove(admin))).toBe("last-admin");
    const second = await active("admin");
    expect((await losers([remove(admin), remove(second)])).map(({ code }) => code)).toEqual(["refused"]);
  });

  it("finds nobody of another project and needs an admin", async () => {
    const member = await active("viewer");
    expect(await ruleOf(remove(member, other.as("admin")))).toBe("not-found");
    expect(await ruleOf(remove(member, project.as("operator")))).toBe("forbidden");
  });
});

describe("ending sessions", () => {
  const versionOf = async (id: string) => (await database.db.user.findUniqueOrThrow({ where: { id } })).sessionVersion;

  it("raises what every session is compared with, and records it", async () => {
    const member = await active("lead");
    await endSessions(project.as("admin"), { member: member.id });
    expect(await versionOf(member.id)).toBe(2);
    const { items } = await auditEvents(project.as("viewer"), { act: "member.end-sessions" }, { limit: 5 });
    expect(items).toMatchObject([{ target: { key: member.email } }]);
  });

  it("finds nobody of another project and needs an admin", async () => {
    const member = await active("lead");
    expect(await ruleOf(endSessions(other.as("admin"), { member: member.id }))).toBe("not-found");
    expect(await ruleOf(endSessions(project.as("lead"), { member: member.id }))).toBe("forbidden");
    expect(await versionOf(member.id)).toBe(1);
  });
});

describe("the list of members", () => {
  it("names members and owners, the latter without a version", async () => {
    const member = await active("lead");
    await database.db.user.create({ data: { email: anyAddress(), name: "Olu", isOwner: true } });
    await active("viewer", other);
    const list = await listMembers(project.as("viewer"));
    expect(list).toMatchObject([
      { id: member.id, name: "Ada", role: "lead", owner: false, active: true, version: 1 },
      { name: "Olu", role: "admin", owner: true, active: false, version: null },
    ]);
  });
});
