import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { type Identity, projectContext, requireLiveUser } from "../platform/identity.ts";
import { closeSession, endSession, openSession, SESSION_SECONDS } from "./commands.ts";
import { listSessions } from "./reads.ts";

let database: TestDatabase;
let project: TestProject;

beforeAll(async () => {
  database = await testDatabase();
  project = await testProject(database.db, { modules: [] });
});
afterAll(() => database.close());

type Person = Identity & { kind: "user" };
const context = () => project.as("viewer");

async function person(): Promise<Omit<Person, "sessionId">> {
  const email = `${randomBytes(5).toString("hex")}@example.test`;
  const memberships = { create: { projectId: project.id, role: "viewer" as const } };
  const { id } = await database.db.user.create({ data: { email, name: "Ada", memberships } });
  return { kind: "user", userId: id, name: "Ada", email, sessionVersion: 1 };
}

async function signedIn(who: Omit<Person, "sessionId">, device = "Firefox, Linux", at = new Date()): Promise<Person> {
  return { ...who, sessionId: await openSession(database.db, who.userId, device, at) };
}

async function isIn(identity: Person): Promise<boolean> {
  const asks = [projectContext(context(), identity, project.key), requireLiveUser(database.db, identity)];
  const [one, other] = (await Promise.allSettled(asks)).map(({ status }) => status === "fulfilled");
  expect(one).toBe(other);
  return one ?? false;
}

describe("a session", () => {
  it("is listed with its device, the newest first and one's own marked", async () => {
    const ada = await person();
    const first = await signedIn(ada, "Safari, iPhone", new Date(Date.now() - 60_000));
    const second = await signedIn(ada);
    await signedIn(await person());
    expect(await listSessions(context(), first)).toMatchObject([
      { id: second.sessionId, device: "Firefox, Linux", current: false },
      { id: first.sessionId, device: "Safari, iPhone", current: true },
    ]);
  });

  it("ends alone, at once, for whoever holds its cookie", async () => {
    const ada = await person();
    const [here, there] = [await signedIn(ada), await signedIn(ada)];
    await endSession(context(), here, there.sessionId ?? "");
    expect([await isIn(here), await isIn(there)]).toEqual([true, false]);
    await closeSession(database.db, here);
    expect(await isIn(here)).toBe(false);
    expect((await failure(listSessions(context(), here))).code).toBe("unauthenticated");
  });

  it("ends by its time, and with all others of its person", async () => {
    const ada = await person();
    const old = await signedIn(ada, "", new Date(Date.now() - SESSION_SECONDS * 1000));
    const young = await signedIn(ada);
    expect([await isIn(old), await isIn(young)]).toEqual([false, true]);
    await database.db.user.update({ where: { id: ada.userId }, data: { sessionVersion: 2 } });
    expect(await isIn(young)).toBe(false);
    const later = await signedIn({ ...ada, sessionVersion: 2 });
    expect((await listSessions(context(), later)).map(({ id }) => id)).toEqual([later.sessionId]);
  });

  it("is nobody else's to end, nor a token's to see", async () => {
    const [ada, eve] = [await signedIn(await person()), await signedIn(await person())];
    for (const id of [ada.sessionId ?? "", "none", "00000000-0000-0000-0000-000000000000"]) {
      expect((await failure(endSession(context(), eve, id))).code).toBe("not-found");
    }
    expect(await isIn({ ...eve, sessionId: ada.sessionId ?? "" })).toBe(false);
    expect(await isIn({ ...eve, sessionId: "garbled" })).toBe(false);
    expect(await isIn(ada)).toBe(true);
    const token = { kind: "token", tokenId: "t", name: "ci", role: "admin", projectId: null, environmentId: null } as const;
    expect((await failure(listSessions(context(), token))).code).toBe("forbidden");
  });

  it("makes room: who signs in without end keeps the latest fifty", async () => {
    const ada = await person();
    const first = await signedIn(ada, "", new Date(Date.now() - 60_000));
    for (let count = 0; count < 50; count += 1) await signedIn(ada);
    expect(await isIn(first)).toBe(false);
    expect(await database.db.session.count({ where: { userId: ada.userId } })).toBe(50);
  });

  it("notes when it was seen, to the minute", async () => {
    const ada = await signedIn(await person(), "", new Date(Date.now() - 120_000));
    expect(await isIn(ada)).toBe(true);
    const [seen] = await listSessions(context(), ada);
    expect(Date.now() - Date.parse(seen?.lastSeenAt ?? "")).toBeLessThan(60_000);
  });

  it("of a cookie from before they were listed ends with all of its person, by signing out", async () => {
    const ada = await person();
    const listed = await signedIn(ada);
    await closeSession(database.db, ada);
    expect([await isIn(ada), await isIn(listed)]).toEqual([false, false]);
  });
});
