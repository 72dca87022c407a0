import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure, losers } from "../../../scripts/test-outcome.ts";
import { createFirstAdminLink, ensureFirstAdmin } from "./first-admin.ts";
import { createSetupLink, DAY_SECONDS } from "./links.ts";
import { type Caller, checkSetupLink, setUp } from "./setup.ts";
import { signInWithPassword } from "./sign-in.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.setupLink.deleteMany({});
  await database.db.user.deleteMany({});
});

const NOW = new Date();
const LATER = new Date(NOW.getTime() + DAY_SECONDS * 1000);
const anyAddress = () => `${randomBytes(5).toString("hex")}@example.test`;
const from = (now = NOW): Caller => ({ address: randomBytes(5).toString("hex"), now });
const choice = { name: "Ada", password: "long enough" };

async function firstLink(now = NOW): Promise<string> {
  const token = await createFirstAdminLink(database.db, now);
  if (!token) throw new Error("expected a link");
  return token;
}

async function invited() {
  const user = await database.db.user.create({ data: { email: anyAddress(), name: "Guest" } });
  const link = await createSetupLink(database.db, { userId: user.id, now: NOW, lifeSeconds: DAY_SECONDS });
  return { user, token: link.token };
}

describe("the first admin's link", () => {
  it("makes an owner who can sign in, once", async () => {
    const token = await firstLink();
    expect(await checkSetupLink(database.db, { token }, from())).toMatchObject({ kind: "first-admin", email: null });
    const email = anyAddress();
    expect(await setUp(database.db, { token, email, ...choice }, from())).toEqual({ email });
    expect(await database.db.user.findUnique({ where: { email } })).toMatchObject({ name: "Ada", isOwner: true });
    expect(await signInWithPassword(database.db, { email, password: choice.password }, { address: "test" })).toMatchObject({
      email,
    });
    expect((await failure(setUp(database.db, { token, email: anyAddress(), ...choice }, from()))).code).toBe("not-found");
  });

  it("is not handed out, and no longer works, once there is an owner", async () => {
    const token = await firstLink();
    await ensureFirstAdmin(database.db, { email: anyAddress(), password: "long enough" });
    expect(await createFirstAdminLink(database.db, NOW)).toBeNull();
    expect((await failure(checkSetupLink(database.db, { token }, from()))).code).toBe("not-found");
    expect((await failure(setUp(database.db, { token, email: anyAddress(), ...choice }, from()))).code).toBe("not-found");
  });

  it("replaces the one of the start before", async () => {
    const old = await firstLink();
    const token = await firstLink();
    expect((await failure(checkSetupLink(database.db, { token: old }, from()))).code).toBe("not-found");
    expect(await checkSetupLink(database.db, { token }, from())).toMatchObject({ kind: "first-admin" });
  });

  it("makes one owner when used twice at once", async () => {
    const token = await firstLink();
    const use = () => setUp(database.db, { token, email: anyAddress(), ...choice }, from());
    expect((await losers([use(), use()])).map(({ code }) => code)).toEqual(["not-found"]);
    expect(await database.db.user.count({ where: { isOwner: true } })).toBe(1);
  });

  it("needs an address, and one that nobody has", async () => {
    const token = await firstLink();
    expect((await failure(setUp(database.db, { token, ...choice }, from()))).code).toBe("invalid");
    const { user } = await invited();
    expect((await failure(setUp(database.db, { token, email: user.email, ...choice }, from()))).code).toBe("conflict");
    expect(await database.db.user.findUnique({ where: { id: user.id } })).toMatchObject({ isOwner: false, passwordHash: null });
  });
});

describe("an invited person's link", () => {
  it("gives them name and password, and ends older sessions", async () => {
    const { user, token } = await invited();
    expect(await checkSetupLink(database.db, { token }, from())).toMatchObject({
      kind: "member",
      email: user.email,
      name: "Guest",
    });
    expect(await setUp(database.db, { token, email: anyAddress(), ...choice }, from())).toEqual({ email: user.email });
    const person = await database.db.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(person).toMatchObject({ name: "Ada", sessionVersion: 2, isOwner: false });
    expect((await failure(checkSetupLink(database.db, { token }, from()))).code).toBe("not-found");
  });

  it("works for one of two who use it at once", async () => {
    const { user, token } = await invited();
    const lost = await losers(["Ada", "Eve"].map((name) => setUp(database.db, { ...choice, token, name }, from())));
    expect(lost.map(({ code }) => code)).toEqual(["not-found"]);
    expect(await database.db.user.findUnique({ where: { id: user.id } })).toMatchObject({ sessionVersion: 2 });
  });

  it("runs out, and an unknown one is answered alike", async () => {
    const { token } = await invited();
    const late = await failure(setUp(database.db, { token, ...choice }, from(LATER)));
    const unknown = await failure(setUp(database.db, { token: "guess", ...choice }, from()));
    expect([late.code, late.message]).toEqual([unknown.code, unknown.message]);
  });

  it("is stored as a hash only", async () => {
    const { token } = await invited();
    const [row] = await database.db.setupLink.findMany();
    expect(Buffer.from(row?.tokenHash ?? []).toString("latin1")).not.toContain(token);
    expect(row?.tokenHash).toHaveLength(32);
  });
});

describe("guessing", () => {
  it("is stopped an address, with the wait in words and seconds", async () => {
    const caller = from();
    const guess = () => failure(checkSetupLink(database.db, { token: "guess" }, caller));
    for (let attempt = 0; attempt < 30; attempt += 1) expect((await guess()).code).toBe("not-found");
    const stopped = await guess();
    expect(stopped).toMatchObject({ code: "rate-limited", message: expect.stringMatching(/Try again in 15 minutes\./) });
    expect(stopped.extra.retryAfter).toBeGreaterThan(800);
  });
});

describe("the first admin named by the environment", () => {
  const person = { email: "Root@Example.test", password: "long enough" };

  it("is made once, however many start at once", async () => {
    await Promise.all([ensureFirstAdmin(database.db, person), ensureFirstAdmin(database.db, person)]);
    const owners = await database.db.user.findMany({ where: { isOwner: true } });
    expect(owners).toMatchObject([{ email: "root@example.test", name: "root" }]);
    await ensureFirstAdmin(database.db, { email: "root@example.test", password: "another one" });
    expect(await database.db.user.findMany({ where: { isOwner: true } })).toEqual(owners);
  });

  it("closes what others opened for the address before", async () => {
    const { user, token } = await invited();
    await ensureFirstAdmin(database.db, { ...person, email: user.email });
    expect((await failure(setUp(database.db, { token, ...choice }, from()))).code).toBe("not-found");
    expect(await database.db.user.findUnique({ where: { id: user.id } })).toMatchObject({ isOwner: true, sessionVersion: 2 });
  });
});
