import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { hashPassword } from "../../platform/passwords.ts";
import { createSetupLink } from "./links.ts";
import { signInWithIssuer, signInWithPassword } from "./sign-in.ts";

const PASSWORD = "correct horse";

let database: TestDatabase;
let passwordHash: string;

beforeAll(async () => {
  database = await testDatabase();
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => database.close());

const any = () => randomBytes(5).toString("hex");

async function person(fields: { passwordHash?: string | null; oidcSubject?: string } = {}) {
  return database.db.user.create({ data: { email: `${any()}@example.test`, name: "Ada", passwordHash, ...fields } });
}

const signIn = (email: string, password: string, address = any(), device: string | null = null) =>
  signInWithPassword(database.db, { email, password }, { address, device });

describe("signing in with a password", () => {
  it("answers who it is and the version their sessions carry", async () => {
    const { id, email } = await person();
    expect(await signIn(email, PASSWORD)).toEqual({ id, email, name: "Ada", sessionVersion: 1 });
  });

  it("does not tell an unknown person, one without a password and a wrong password apart", async () => {
    const { email } = await person();
    const without = await person({ passwordHash: null });
    expect(await signIn(email, "wrong")).toBeNull();
    expect(await signIn(without.email, "wrong")).toBeNull();
    expect(await signIn(`${any()}@example.test`, "wrong")).toBeNull();
  });

  it("takes about as long for somebody unknown as for a wrong password", async () => {
    const { email } = await person();
    const seconds = async (address: string) => {
      const began = performance.now();
      await signIn(address, "wrong");
      return performance.now() - began;
    };
    await seconds(email);
    const fastest = async (address: () => string) =>
      Math.min(await seconds(address()), await seconds(address()), await seconds(address()));
    const known = await fastest(() => email);
    expect(await fastest(() => `${any()}@example.test`)).toBeGreaterThan(known / 3);
  });

  it("takes the same password however the keyboard composed it", async () => {
    const { email } = await person({ passwordHash: await hashPassword("caf\u00e9 au lait") });
    expect(await signIn(email, "cafe\u0301 au lait")).toMatchObject({ email });
  });
});

describe("guessing passwords", () => {
  it("waits ever longer after five failures for one account and address, even with the right password", async () => {
    const { email } = await person();
    const address = any();
    for (let attempt = 0; attempt < 5; attempt += 1) expect(await signIn(email, "wrong", address)).toBeNull();
    const stopped = await failure(signIn(email, PASSWORD, address));
    expect(stopped).toMatchObject({ code: "rate-limited", message: expect.stringContaining("60 seconds") });
    expect(await signIn(email, PASSWORD)).toMatchObject({ email });
  });

  it("is stopped for an address that tries many accounts", async () => {
    const address = any();
    for (let attempt = 0; attempt < 30; attempt += 1) await signIn(`${any()}@example.test`, "wrong", address);
    expect((await failure(signIn(`${any()}@example.test`, "wrong", address))).code).toBe("rate-limited");
  });

  it("is slowed down from many addresses, and keeps nobody out for long, nor where they are known", async () => {
    const { email } = await person();
    const tried = [];
    for (let attempt = 0; attempt < 60; attempt += 1) tried.push(await signIn(email, "wrong").catch((error) => error));
    expect(tried.filter((answer) => answer === null)).toHaveLength(20);
    const { code, extra } = await failure(signIn(email, PASSWORD));
    expect(code).toBe("rate-limited");
    expect(extra.retryAfter).toBeLessThanOrEqual(30);
    expect(await signIn(email, PASSWORD, any(), "known here")).toMatchObject({ email });
  });

  it("from a known browser is counted there alone", async () => {
    const { email } = await person();
    const [address, device] = [any(), any()];
    for (let attempt = 0; attempt < 10; attempt += 1) await signIn(email, "wrong", address, device);
    expect((await failure(signIn(email, PASSWORD, address, device))).code).toBe("rate-limited");
    expect(await signIn(email, PASSWORD, address, any())).toMatchObject({ email });
    expect(await signIn(email, PASSWORD, address)).toMatchObject({ email });
  });

  it("does not count successes", async () => {
    const { email } = await person();
    const address = any();
    for (let attempt = 0; attempt < 8; attempt += 1) expect(await signIn(email, PASSWORD, address)).toMatchObject({ email });
  });

  it("counts attempts made at the same moment", async () => {
    const { email } = await person();
    const address = any();
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => signIn(email, "wrong", address)));
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(3);
  });
});

describe("signing in through an identity provider", () => {
  const claims = (fields: object) => ({
    issuer: "https://id.example.test",
    subject: any(),
    email: `${any()}@Example.test`,
    emailVerified: true,
    name: "Grace",
    ...fields,
  });

  it("makes a person without memberships, and finds them again by subject", async () => {
    const first = claims({});
    const made = await signInWithIssuer(database.db, first);
    expect(made).toMatchObject({ name: "Grace", email: first.email.toLowerCase() });
    const again = await signInWithIssuer(database.db, { ...first, email: null, emailVerified: false });
    expect(again).toEqual(made);
    expect(await database.db.membership.count({ where: { userId: made?.id ?? "" } })).toBe(0);
  });

  it("finds somebody invited by their address and uses their set-up link up", async () => {
    const guest = await person({ passwordHash: null });
    await createSetupLink(database.db, { userId: guest.id, now: new Date(), lifeSeconds: 60 });
    expect(await signInWithIssuer(database.db, claims({ email: guest.email }))).toMatchObject({ id: guest.id });
    expect(await database.db.setupLink.count({ where: { userId: guest.id } })).toBe(0);
  });

  it("ends the password and the sessions set before it, and later sign-ins end nothing", async () => {
    const prepared = await person();
    const before = await signIn(prepared.email, PASSWORD);
    const first = claims({ email: prepared.email });
    const linked = await signInWithIssuer(database.db, first);
    expect(linked).toMatchObject({ id: prepared.id, sessionVersion: (before?.sessionVersion ?? 0) + 1 });
    expect(await signIn(prepared.email, PASSWORD)).toBeNull();
    expect(await signInWithIssuer(database.db, first)).toEqual(linked);
  });

  it("lets nobody in whose address the provider does not vouch for", async () => {
    const known = await person();
    expect(await signInWithIssuer(database.db, claims({ email: known.email, emailVerified: false }))).toBeNull();
    expect(await signInWithIssuer(database.db, claims({ email: null }))).toBeNull();
    expect(await database.db.user.findUnique({ where: { id: known.id } })).toMatchObject({ oidcSubject: null });
  });

  it("lets nobody in under the address of another subject, or of another issuer", async () => {
    const first = claims({});
    await signInWithIssuer(database.db, first);
    expect(await signInWithIssuer(database.db, claims({ email: first.email }))).toBeNull();
    expect(await signInWithIssuer(database.db, { ...first, issuer: "https://other.example.test" })).toBeNull();
  });

  it("makes one person when the same sign-in arrives twice at once", async () => {
    const same = claims({});
    const [a, b] = await Promise.all([signInWithIssuer(database.db, same), signInWithIssuer(database.db, same)]);
    expect(a).toEqual(b);
    expect(a).not.toBeNull();
  });
});
