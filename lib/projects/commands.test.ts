import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure, losers } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { contextOf, type Identity } from "../platform/identity.ts";
import { createProject, updateProject } from "./commands.ts";
import { listProjects, readProject } from "./reads.ts";
import { projectSchema } from "./schema.ts";

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

const anyKey = () => `p-${randomBytes(5).toString("hex")}`;
const contextFor = (identity: Identity) => contextOf(identity, database.db, new Date(), "api");

async function person(isOwner: boolean): Promise<Identity & { kind: "user" }> {
  const email = `${randomBytes(5).toString("hex")}@example.test`;
  const { id, sessionVersion } = await database.db.user.create({ data: { email, name: "Ada", isOwner } });
  return { kind: "user", userId: id, name: "Ada", email, sessionVersion };
}

function tokenFor(projectId: string | null, role: "operator" | "admin" = "admin"): Identity {
  return { kind: "token", tokenId: "t", name: "ci", role, projectId, environmentId: null };
}

const create = (identity: Identity, key = anyKey()) =>
  createProject(contextFor(identity), identity, { key, name: "Orders", goal: "under 200 ms", demo: false });

describe("creating a project", () => {
  it("comes with its three environments, a revision and the creator as admin", async () => {
    const owner = await person(true);
    const made = await create(owner);
    expect(projectSchema.parse(made)).toMatchObject({
      name: "Orders",
      goal: "under 200 ms",
      role: "admin",
      version: 1,
      environments: [
        { key: "development", name: "Development", protected: false },
        { key: "staging", name: "Staging", protected: false },
        { key: "production", name: "Production", protected: true },
      ],
    });
    const row = await database.db.project.findUniqueOrThrow({
      where: { key: made.key },
      include: { memberships: true, environments: true },
    });
    expect(row.memberships).toMatchObject([{ userId: owner.userId, role: "admin" }]);
    expect(row.environments.every(({ revision }) => revision > 0n)).toBe(true);
    expect(row.salt.length).toBeGreaterThan(8);
    const event = await database.db.auditEvent.findFirstOrThrow({ where: { projectId: row.id } });
    expect(event).toMatchObject({ sequence: 1, act: "project.create", actorId: owner.userId, targetKey: made.key });
  });

  it("works for the bootstrap token, which becomes no member", async () => {
    const made = await create(tokenFor(null));
    expect(await database.db.membership.count({ where: { project: { key: made.key } } })).toBe(0);
  });

  it("is for owners and the bootstrap token only", async () => {
    for (const identity of [await person(false), tokenFor(project.id), tokenFor(null, "operator")]) {
      expect(await failure(create(identity))).toMatchObject({ code: "forbidden", extra: { roleNeeded: "owner" } });
    }
  });

  it("refuses a key that is taken, also by somebody at the same moment", async () => {
    const key = anyKey();
    const lost = await losers([create(tokenFor(null), key), create(tokenFor(null), key)]);
    expect(lost.map(({ code }) => code)).toEqual(["conflict"]);
    expect(await failure(create(tokenFor(null), key))).toMatchObject({ code: "conflict", extra: { current: null } });
    expect(await database.db.project.count({ where: { key } })).toBe(1);
  });

  it("refuses somebody whose sessions were ended", async () => {
    const owner = await person(true);
    await database.db.user.update({ where: { id: owner.userId }, data: { sessionVersion: 2 } });
    expect((await failure(create(owner))).code).toBe("unauthenticated");
  });
});

describe("changing a project", () => {
  const change = (version: number, name = "Renamed", role: "admin" | "lead" = "admin") =>
    updateProject(project.as(role), { expectedVersion: version, name });

  it("stores the new fields and records only those", async () => {
    expect(await change(1)).toMatchObject({ name: "Renamed", goal: "", version: 2 });
    const { items } = await auditEvents(project.as("viewer"), { act: "project.update" }, { limit: 5 });
    expect(items).toMatchObject([{ before: { name: project.key }, after: { name: "Renamed" } }]);
  });

  it("changes and records nothing when nothing differs", async () => {
    expect(await change(1, project.key)).toMatchObject({ version: 1 });
    expect((await auditEvents(project.as("viewer"), {}, { limit: 5 })).items).toEqual([]);
  });

  it("refuses a stale version, showing what is stored and who stored it", async () => {
    await change(1);
    const stale = await failure(change(1, "Mine"));
    expect(stale).toMatchObject({ code: "conflict", extra: { current: { name: "Renamed", version: 2 } } });
    expect(stale.extra.theirChange).toMatchObject({ act: "project.update", actor: { name: "the admin" } });
  });

  it("lets one of two writers win", async () => {
    expect((await losers([change(1, "A"), change(1, "B")])).map(({ code }) => code)).toEqual(["conflict"]);
  });

  it("needs an admin and leaves other projects alone", async () => {
    expect(await failure(change(1, "X", "lead"))).toMatchObject({ code: "forbidden", extra: { roleNeeded: "admin" } });
    await change(1);
    expect(await readProject(other.as("viewer"))).toMatchObject({ name: other.key, version: 1 });
  });
});

describe("the list of projects", () => {
  it("shows a person the projects they belong to, with their role", async () => {
    const member = await person(false);
    await database.db.membership.create({ data: { projectId: project.id, userId: member.userId, role: "lead" } });
    expect(await listProjects(contextFor(member), member)).toMatchObject([{ key: project.key, role: "lead" }]);
  });

  it("shows everything to owners and the bootstrap token, one project to its token", async () => {
    const keys = async (identity: Identity) => (await listProjects(contextFor(identity), identity)).map(({ key }) => key);
    for (const identity of [await person(true), tokenFor(null)]) {
      expect(await keys(identity)).toEqual(expect.arrayContaining([project.key, other.key]));
    }
    expect(await keys(tokenFor(project.id))).toEqual([project.key]);
  });

  it("ends with the session", async () => {
    const member = await person(false);
    await database.db.user.update({ where: { id: member.userId }, data: { sessionVersion: 2 } });
    expect((await failure(listProjects(contextFor(member), member))).code).toBe("unauthenticated");
  });
});
