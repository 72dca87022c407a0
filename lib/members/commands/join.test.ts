import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../../scripts/test-project.ts";
import { auditEvents } from "../../audit/reads/trail.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { type Identity, projectContext } from "../../platform/identity.ts";
import { listProjects } from "../../projects/reads.ts";
import { addMember, renewSetupLink } from "./add.ts";
import { endSessions, removeMember } from "./edit.ts";
import { checkSetupLink, setUp } from "./setup.ts";
import { type SignedIn, signInWithIssuer, signInWithPassword } from "./sign-in.ts";

/** An account that an admin of one project opened, and another project it is added to. */

const PASSWORD = "the admin knows it";

let database: TestDatabase;
let first: TestProject;
let second: TestProject;

beforeAll(async () => {
  database = await testDatabase();
  first = await testProject(database.db, { modules: [] });
  second = await testProject(database.db, { modules: [] });
});
afterAll(() => database.close());

const any = () => randomBytes(5).toString("hex");
const from = () => ({ address: any(), now: new Date() });
const add = (project: TestProject, email: string) => addMember(project.as("admin"), { email, name: "Ada", role: "lead" });
const enter = (email: string, password = PASSWORD) => signInWithPassword(database.db, { email, password }, { address: any() });
const use = (token: string, password = PASSWORD) => setUp(database.db, { token, name: "Eve", password }, from());

async function seen(person: SignedIn | null): Promise<string[]> {
  if (!person) return [];
  const identity: Identity = { kind: "user", userId: person.id, ...person };
  const listed = (await listProjects(first.as("admin"), identity)).map(({ key }) => key);
  for (const project of [first, second]) {
    const inside = await projectContext(project.as("admin"), identity, project.key).catch(() => null);
    expect(inside !== null).toBe(listed.includes(project.key));
  }
  return listed;
}

/** Opened by whoever added them to the first project, with the link meant for the person; then added to the second. */
async function prepared() {
  const email = `${any()}@example.test`;
  const opened = await add(first, email);
  await use(opened.link?.token ?? "");
  const { member, link } = await add(second, email);
  return { email, member, token: link?.token ?? "" };
}

describe("somebody whose account was opened elsewhere", () => {
  it("has no role until they joined with the link and the password of the account", async () => {
    const { email, member, token } = await prepared();
    expect(member.active).toBe(false);
    expect(await seen(await enter(email))).toEqual([first.key]);

    const check = await checkSetupLink(database.db, { token }, from());
    expect(check).toMatchObject({ kind: "join", email, project: expect.any(String) });
    expect((await failure(use(token, "chosen by the finder"))).extra.errors).toMatchObject([{ path: "password" }]);
    expect(await use(token)).toEqual({ email });
    expect(await seen(await enter(email))).toEqual([first.key, second.key].sort());
    expect((await failure(use(token))).code).toBe("not-found");
    const { items } = await auditEvents(second.as("viewer"), { act: "member.join" }, { limit: 1 });
    expect(items).toMatchObject([{ target: { key: email } }]);
    expect(await database.db.user.findUnique({ where: { email } })).toMatchObject({ sessionVersion: 2 });
  });

  it("is in at once when an identity provider vouches for the address, and nobody else with them", async () => {
    const { email } = await prepared();
    const before = await enter(email);
    const claims = { issuer: "https://id.example.test", subject: any(), email, emailVerified: true, name: "Ada" };
    const person = await signInWithIssuer(database.db, claims);
    expect(await seen(person)).toEqual([first.key, second.key].sort());
    expect(await enter(email)).toBeNull();
    await expect(seen(before)).rejects.toThrow("session has ended");
  });

  it("cannot come in by a first link that is still open elsewhere", async () => {
    const email = `${any()}@example.test`;
    const opened = await add(first, email);
    await add(second, email);
    await use(opened.link?.token ?? "");
    expect(await seen(await enter(email))).toEqual([first.key]);
  });

  it("gets another link to join with from any admin, none to choose a password", async () => {
    const { email, member, token } = await prepared();
    const link = await renewSetupLink(second.as("admin"), { member: member.id });
    expect((await failure(use(token))).code).toBe("not-found");
    expect(await use(link.token)).toEqual({ email });
  });

  it("keeps their sessions, and loses the link with the membership", async () => {
    const { member, token } = await prepared();
    const ending = await failure(endSessions(second.as("admin"), { member: member.id }));
    expect(ending.extra.refusals).toMatchObject([{ rule: "not-joined" }]);
    await removeMember(second.as("admin"), { member: member.id, expectedVersion: 1 });
    expect((await failure(use(token))).code).toBe("not-found");
  });

  it("is in at once when an owner adds them", async () => {
    const email = `${any()}@example.test`;
    await use((await add(first, email)).link?.token ?? "");
    const owner = await database.db.user.create({ data: { email: `${any()}@example.test`, name: "Olu", isOwner: true } });
    const context = { ...second.as("admin"), actor: { kind: "user", id: owner.id, name: "Olu" } } as ProjectContext;
    const added = await addMember(context, { email, name: "Ada", role: "viewer" });
    expect(added).toMatchObject({ member: { active: true }, link: null });
    expect(await seen(await enter(email))).toEqual([first.key, second.key].sort());
  });
});
