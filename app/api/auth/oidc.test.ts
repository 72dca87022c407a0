import { createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identifySession } from "@/lib/platform/identity.ts";
import { connection } from "@/lib/platform/server.ts";
import { type TestDatabase, testDatabase } from "@/scripts/test-database.ts";
import { cookiesOf, csrf, ORIGIN, send } from "./test-send.ts";

/** Signing in through an identity provider that speaks OpenID Connect over HTTP, with code, PKCE, state and nonce. */

type Claims = Record<string, unknown>;
type Grant = { claims: Claims; nonce: string; challenge: string };

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const grants = new Map<string, Grant>();
let provider: Server;
let issuer: string;
let database: TestDatabase;

beforeAll(async () => {
  provider = createServer(async (request, response) => {
    let form = "";
    for await (const chunk of request) form += chunk;
    const answer = answerTo(request.url ?? "", new URLSearchParams(form));
    response
      .writeHead(answer ? 200 : 400, { "content-type": "application/json" })
      .end(JSON.stringify(answer ?? { error: "invalid_grant" }));
  });
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  database = await testDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: "switchyard",
    OIDC_CLIENT_SECRET: "shared",
  });
});
afterAll(async () => {
  provider.close();
  await connection().close();
  await database.close();
});

function answerTo(url: string, form: URLSearchParams): object | null {
  if (url === "/.well-known/openid-configuration") {
    const at = (path: string) => `${issuer}${path}`;
    return { issuer, authorization_endpoint: at("/authorize"), token_endpoint: at("/token"), jwks_uri: at("/keys") };
  }
  if (url === "/keys") return { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] };
  const grant = grants.get(form.get("code") ?? "");
  const proof = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  if (!grant || proof !== grant.challenge) return null;
  return { access_token: "a", token_type: "Bearer", id_token: idToken(grant) };
}

function idToken({ claims, nonce }: Grant): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const body = { iss: issuer, aud: "switchyard", iat: now, exp: now + 60, nonce, ...claims };
  const signed = `${part({ alg: "RS256", kid: "k" })}.${part(body)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
}

/** Goes to the provider, which lets this person in at once, and back. */
async function signInAs(claims: Claims, tamper: (address: URL) => void = () => {}): Promise<Response> {
  const { csrfToken, cookie } = await csrf();
  const form = { csrfToken, json: "true", callbackUrl: "/p/orders" };
  const leaving = await send("signin/oidc", { form, headers: { cookie } });
  const away = new URL((await leaving.json()).url);
  const code = randomBytes(8).toString("hex");
  const asked = (name: string) => away.searchParams.get(name) ?? "";
  grants.set(code, { claims, nonce: asked("nonce"), challenge: asked("code_challenge") });
  const back = new URL(asked("redirect_uri"));
  back.search = new URLSearchParams({ code, state: asked("state") }).toString();
  tamper(back);
  expect(`${back.origin}${back.pathname}`).toBe(`${ORIGIN}/api/auth/callback/oidc`);
  return send(`callback/oidc${back.search}`, { headers: { cookie: `${cookie}; ${cookiesOf(leaving)}` } });
}

const identityIn = (response: Response) => {
  const value = /next-auth\.session-token=([^;]+)/.exec(response.headers.getSetCookie().join("\n"))?.[1];
  return identifySession((name) => (name === "next-auth.session-token" ? value : undefined));
};
const anyone = () => ({ sub: randomBytes(5).toString("hex"), email: `${randomBytes(5).toString("hex")}@Example.test` });

describe("signing in through an identity provider", () => {
  it("makes a person without memberships and comes back to where they were going", async () => {
    const claims = { ...anyone(), email_verified: true, name: "Grace" };
    const response = await signInAs(claims);
    expect([response.status, response.headers.get("location")]).toEqual([302, `${ORIGIN}/p/orders`]);
    const user = await database.db.user.findUniqueOrThrow({ where: { email: claims.email.toLowerCase() } });
    expect(await identityIn(response)).toEqual({
      ...{ kind: "user", userId: user.id, name: "Grace", email: user.email, sessionVersion: 1 },
      sessionId: expect.any(String),
    });
    expect((await identityIn(await signInAs(claims))) ?? {}).toMatchObject({ userId: user.id });
  });

  it("finds somebody invited", async () => {
    const claims = { ...anyone(), email_verified: true };
    const guest = await database.db.user.create({ data: { email: claims.email.toLowerCase(), name: "Guest" } });
    expect(await identityIn(await signInAs(claims))).toMatchObject({ userId: guest.id, name: "Guest" });
  });

  it.each<[string, unknown, string]>([
    ["ten thousand characters", "Ada ".repeat(2500), "Ada ".repeat(50).trim()],
    ["emoji without end", "👩".repeat(10_000), "👩".repeat(200)],
    ["NUL in it", "Ada\0L", "Ada L"],
  ])("lets somebody in whose name has %s", async (_, name, shown) => {
    const claims = { ...anyone(), email_verified: true, name };
    for (const response of [await signInAs(claims), await signInAs(claims)]) {
      expect(await identityIn(response)).toMatchObject({ kind: "user", name: shown });
    }
  });

  it("lets somebody in whose name is none, under the address", async () => {
    const claims = { ...anyone(), email_verified: true, name: 7 };
    expect(await identityIn(await signInAs(claims))).toMatchObject({ name: claims.email.toLowerCase() });
  });

  it("lets nobody in whose address the provider does not vouch for", async () => {
    const verified = { email_verified: true };
    for (const claims of [
      anyone(),
      { ...anyone(), email_verified: false },
      { sub: "without-address" },
      { ...anyone(), ...verified, email: `${"a".repeat(10_000)}@example.test` },
      { ...anyone(), ...verified, email: "a\0@example.test" },
      { ...anyone(), ...verified, sub: "a\0" },
    ]) {
      const response = await signInAs(claims);
      expect(response.headers.get("location")).toBe("/sign-in?error=NotVerified");
      expect(await identityIn(response)).toBeNull();
    }
  });

  it("takes no answer it did not ask for", async () => {
    const claims = { ...anyone(), email_verified: true };
    const wrong = [
      await signInAs(claims, (address) => address.searchParams.set("state", "guess")),
      await signInAs(claims, (address) => address.searchParams.set("code", "guess")),
      await signInAs({ ...claims, nonce: "replayed" }),
      await signInAs({ ...claims, aud: "another-client" }),
    ];
    for (const response of wrong) {
      expect(response.headers.get("location")).toContain("error=OAuthCallback");
      expect(await identityIn(response)).toBeNull();
    }
  });
});
