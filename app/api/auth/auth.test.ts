import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, connect } from "@/lib/platform/db.ts";
import { type Identity, identifySession, requireLiveUser } from "@/lib/platform/identity.ts";
import { hashPassword } from "@/lib/platform/passwords.ts";
import { connection } from "@/lib/platform/server.ts";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { servedDatabase } from "../v1/_http/test-database.ts";
import { cookiesOf, csrf, ORIGIN, type Sent, send } from "./test-send.ts";

const PASSWORD = "correct horse";

let database: TestDatabase;
let passwordHash: string;

beforeAll(async () => {
  database = await servedDatabase();
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => database.close());

async function signIn(fields: Record<string, string>, address = randomBytes(5).toString("hex"), headers = {}): Promise<Response> {
  const { csrfToken, cookie } = await csrf();
  const form = { csrfToken, json: "true", ...fields };
  return send("callback/credentials", { form, headers: { cookie, "x-forwarded-for": address, ...headers } });
}

async function person() {
  const email = `${randomBytes(5).toString("hex")}@example.test`;
  return database.db.user.create({ data: { email, name: "Ada", passwordHash, sessionVersion: 3 } });
}

const wellFormed = (text: string) => Buffer.from(text).toString();
const errorOf = async (response: Response) => new URL((await response.json()).url).searchParams.get("error");

describe("signing in", () => {
  it("sets a cookie the console knows the person by, for twelve hours", async () => {
    const { id, email } = await person();
    const response = await signIn({ email: ` ${email.toUpperCase()} `, password: PASSWORD, callbackUrl: "/p/orders/board" });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ url: `${ORIGIN}/p/orders/board` });
    const session = response.headers.getSetCookie().find((cookie) => cookie.includes("session-token"));
    expect(session).toMatch(/^next-auth\.session-token=[^;]+; .*HttpOnly; SameSite=Lax$/);
    const expires = Date.parse(/Expires=([^;]+)/.exec(session ?? "")?.[1] ?? "");
    expect(Math.abs(expires - Date.now() - 12 * 3_600_000)).toBeLessThan(60_000);

    const value = session?.split(";")[0]?.split("=")[1];
    const identity = await identifySession((name) => (name === "next-auth.session-token" ? value : undefined));
    const sessionId = expect.any(String);
    expect(identity).toEqual({ kind: "user", userId: id, email, name: "Ada", sessionVersion: 3, sessionId });
    const seen = await send("session", { headers: { cookie: `next-auth.session-token=${value}` } });
    expect(await seen.json()).toEqual({ user: { name: "Ada", email }, expires: expect.any(String) });
  });

  it("works for a form without scripts", async () => {
    const { email } = await person();
    const response = await signIn({ email, password: PASSWORD, json: "", callbackUrl: "/p/orders" });
    expect([response.status, response.headers.get("location")]).toEqual([302, `${ORIGIN}/p/orders`]);
  });

  it("sends nobody to another site afterwards", async () => {
    const { email } = await person();
    for (const callbackUrl of ["https://evil.test/", "//evil.test", "/\\evil.test", "http://console.test:3000@evil.test/"]) {
      const response = await signIn({ email, password: PASSWORD, callbackUrl });
      expect([callbackUrl, (await response.json()).url]).toEqual([callbackUrl, ORIGIN]);
    }
  });

  it("marks the cookie secure where the console is reached over https", async () => {
    const { email } = await person();
    const headers = { "x-forwarded-proto": "https" };
    const { csrfToken, cookie } = await csrf(headers);
    const form = { csrfToken, json: "true", email, password: PASSWORD };
    const response = await send("callback/credentials", { form, headers: { ...headers, cookie } });
    expect(response.headers.getSetCookie().join()).toMatch(
      /__Secure-next-auth\.session-token=[^;]+;[^;]+; Expires=[^;]+; HttpOnly; Secure/,
    );
  });
});

describe("a sign-in that fails", () => {
  it("does not say what was wrong", async () => {
    const { email } = await person();
    for (const fields of [
      { email, password: "wrong" },
      { email: "nobody@example.test", password: PASSWORD },
      { email: "?", password: "" },
      {},
    ]) {
      const response = await signIn(fields as Record<string, string>);
      expect([response.status, await errorOf(response)]).toEqual([401, "CredentialsSignin"]);
      expect(response.headers.getSetCookie().join()).not.toContain("session-token");
    }
  });

  it("is told the wait once there were too many", async () => {
    const { email } = await person();
    for (let attempt = 0; attempt < 5; attempt += 1) await signIn({ email, password: "wrong" }, "10.0.0.1");
    const response = await signIn({ email, password: PASSWORD }, "10.0.0.1");
    expect(response.status).toBe(429);
    const wait = Number(response.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(50);
    expect(await errorOf(response)).toBe(`RateLimited.${wait}`);
  });

  it("keeps nobody out of a browser they signed in with before, whoever else fails", async () => {
    const { email } = await person();
    const known = await signIn({ email, password: PASSWORD });
    const device = known.headers.getSetCookie().find((cookie) => cookie.startsWith("switchyard.device="));
    expect(device).toMatch(/; Path=\/api; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    for (let attempt = 0; attempt < 30; attempt += 1) await signIn({ email, password: "wrong" });
    expect((await signIn({ email, password: PASSWORD })).status).toBe(429);
    const { csrfToken, cookie } = await csrf();
    const retry = (to: string, jar: string | undefined) => {
      const form = { csrfToken, json: "true", email: to, password: PASSWORD };
      return send("callback/credentials", { form, headers: { cookie: `${cookie}; ${jar?.split(";")[0]}` } });
    };
    expect((await retry(email, device)).status).toBe(200);
    expect((await retry(email, device?.replace(/\.[\w-]{43}/, `.${"A".repeat(43)}`))).status).toBe(429);
    const { email: another } = await person();
    for (let attempt = 0; attempt < 30; attempt += 1) await signIn({ email: another, password: "wrong" });
    expect((await retry(another, device)).status).toBe(429);
  });

  it("counts only the address the nearest proxy saw", async () => {
    const { email } = await person();
    for (let attempt = 0; attempt < 5; attempt += 1) await signIn({ email, password: "wrong" }, `made-up-${attempt}, 10.0.0.2`);
    expect((await signIn({ email, password: PASSWORD }, "made-up-6, 10.0.0.2")).status).toBe(429);
  });

  it("needs the token of a form of ours", async () => {
    const { email } = await person();
    const form = { email, password: PASSWORD, json: "true", csrfToken: "guess" };
    const response = await send("callback/credentials", { form });
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie().join()).not.toContain("session-token");
  });
});

describe("signing in while the database is away", () => {
  it("says so, and nothing of the reason", async () => {
    const kept = connection();
    const slot = globalThis as typeof globalThis & { switchyardConnection?: Connection };
    slot.switchyardConnection = connect("postgres://nobody@127.0.0.1:1/nothing");
    const response = await signIn({ email: "ada@example.test", password: PASSWORD });
    await slot.switchyardConnection.close();
    slot.switchyardConnection = kept;
    expect(response.status).toBe(503);
    expect(await errorOf(response)).toBe("Unavailable");
  });
});

describe("signing out", () => {
  it("ends the session wherever its cookie is, and no other", async () => {
    const { id, email } = await person();
    const cookies: string[] = [];
    for (const agent of ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "curl/8.5.0"]) {
      const response = await signIn({ email, password: PASSWORD }, undefined, { "user-agent": agent });
      cookies.push(cookiesOf(response));
    }
    const identities = await Promise.all(
      cookies.map((jar) => identifySession((name) => new RegExp(`${name}=([^;]+)`).exec(jar)?.[1])),
    );
    const devices = await database.db.session.findMany({ where: { userId: id }, orderBy: { id: "asc" } });
    expect(devices.map(({ device }) => device)).toEqual(["Firefox, Linux", "curl/8.5.0"]);
    const { csrfToken, cookie } = await csrf();
    const leave = (token: string) =>
      send("signout", { form: { csrfToken: token, json: "true" }, headers: { cookie: `${cookie}; ${cookies[0]}` } });
    await leave("a guess");
    expect(await database.db.session.count({ where: { userId: id } })).toBe(2);
    expect((await leave(csrfToken)).status).toBe(200);
    const live = identities.map((identity) => requireLiveUser(database.db, identity as Identity & { kind: "user" }));
    expect((await Promise.allSettled(live)).map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
  });

  it("takes the cookie away", async () => {
    const { csrfToken, cookie } = await csrf();
    const headers = { cookie: `${cookie}; next-auth.session-token=x` };
    const response = await send("signout", { form: { csrfToken, json: "true" }, headers });
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie().join()).toMatch(/next-auth\.session-token=;[^,]*Max-Age=0/);
  });
});

describe("a request that is wrong", () => {
  it.each<[string, string, Sent, number]>([
    ["an unknown action", "nonsense", {}, 404],
    ["an action too deep", "callback/credentials/more", {}, 404],
    ["a sign-in by address", "callback/credentials?email=a@b.c&password=x", {}, 404],
    ["a log entry", "_log", { body: "{}" }, 404],
    ["no JSON", "callback/credentials", { body: "{" }, 400],
    ["an array", "callback/credentials", { body: "[[]]" }, 400],
    ["nested fields", "callback/credentials", { body: '{"email":{"a":1}}' }, 400],
    ["another content type", "callback/credentials", { body: "x", headers: { "content-type": "text/plain" } }, 415],
    ["a huge body", "callback/credentials", { form: { email: "x".repeat(1_100_000) } }, 413],
    ["no address to return to", "signin?callbackUrl=%00", {}, 400],
    ["a script to return to", "signin?callbackUrl=javascript:alert(1)", {}, 400],
    ["a return cookie that is none", "signin", { headers: { cookie: "next-auth.callback-url=nonsense" } }, 400],
    ["a host that is none", "session", { headers: { "x-forwarded-host": "a b%" } }, 400],
  ])("is refused: %s", async (_, path, sent, status) => {
    const response = await send(path, sent);
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
    expect(await response.json()).toMatchObject({ status, requestId: expect.any(String) });
  });

  it("loses the cookie that made it wrong, so that the next attempt works", async () => {
    const response = await send("signin", { headers: { cookie: "next-auth.callback-url=nonsense" } });
    expect(response.headers.getSetCookie()).toContain("next-auth.callback-url=; Path=/; Max-Age=0");
  });

  it("is never answered with a fault of ours", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("|", "a|b", "\0", "x".repeat(5000), "%", "/", "http://"),
    );
    const field = fc.constantFrom("email", "password", "csrfToken", "callbackUrl", "json", "redirect");
    const path = fc.constantFrom(
      "csrf",
      "session",
      "signin",
      "signin/oidc",
      "signin/credentials",
      "signout",
      "error",
      "callback/oidc",
    );
    const cookie = fc.constantFrom(
      "csrf-token",
      "callback-url",
      "session-token",
      "session-token.0",
      "state",
      "pkce.code_verifier",
    );
    const visible = text.map((value) => encodeURIComponent(wellFormed(value)));
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.dictionary(field, text),
        fc.dictionary(cookie, visible),
        fc.boolean(),
        async (to, fields, jar, post) => {
          const cookies = Object.entries(jar).map(([name, value]) => `next-auth.${name}=${value}`);
          const headers = { cookie: cookies.join("; ") };
          const form = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, wellFormed(value)]));
          const response = post
            ? await send(to, { form, headers })
            : await send(`${to}?${new URLSearchParams(form)}`, { headers });
          expect(response.status).toBeLessThan(500);
        },
      ),
      { numRuns: 150 },
    );
  });
});
