import type { AuthOptions } from "next-auth";
import * as credentialsModule from "next-auth/providers/credentials";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { type SignedIn, signInWithIssuer, signInWithPassword } from "@/lib/members/commands/sign-in.ts";
import { credentialsSchema } from "@/lib/members/schema.ts";
import { clientAddress } from "@/lib/platform/client.ts";
import { isOverloaded, isUnreachable } from "@/lib/platform/db.ts";
import { knownDevice } from "@/lib/platform/device.ts";
import { type Env, readEnv } from "@/lib/platform/env.ts";
import { AppError } from "@/lib/platform/errors.ts";
import { log } from "@/lib/platform/log.ts";
import { connection } from "@/lib/platform/server.ts";
import { parseUrl } from "@/lib/platform/url.ts";
import { openSession, SESSION_SECONDS } from "@/lib/sessions/commands.ts";
import { defaultOf } from "./interop.ts";

const OIDC = "oidc";

/**
 * next-auth's settings: password or single sign-on, twelve hours of session in a signed cookie, pages of our own.
 * A failed sign-in comes back as `error`: `CredentialsSignin`, `RateLimited.<seconds>`, `NotVerified`,
 * `Overloaded`, `Unavailable` or `Failed`.
 */
export function authOptions(visit: Visit, env: Env = readEnv()): AuthOptions {
  return {
    ...(env.NEXTAUTH_SECRET ? { secret: env.NEXTAUTH_SECRET } : {}),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [passwordProvider(visit), ...issuerProvider(env)],
    callbacks: {
      signIn: ({ user, account, profile }) => (account?.provider === OIDC ? admit(env, user, profile, visit.device) : true),
      jwt: ({ token, user }) => (user && "sessionId" in user ? { ...token, ...claimsOf(user as Admitted) } : token),
      session: ({ session }) => session,
      redirect: ({ url, baseUrl }) => {
        const target = parseUrl(url, baseUrl);
        return target?.origin === baseUrl ? target.href : baseUrl;
      },
    },
    logger: {
      error: (code, metadata) => log.warn({ code, error: messageOf(metadata) }, "sign-in failed"),
      warn: (code) => log.debug({ code }, "sign-in"),
      debug: () => {},
    },
  };
}

type Admitted = SignedIn & { sessionId: string };

async function admitted(person: SignedIn, device: string): Promise<Admitted> {
  return { ...person, sessionId: await openSession(connection().db, person.id, device, new Date()) };
}

/** The browser that asks; `known` becomes the address somebody has signed in with, by password. */
export type Visit = { device: string; known?: string };

function passwordProvider(visit: Visit) {
  return defaultOf(credentialsModule)({
    credentials: { email: { label: "E-mail", type: "email" }, password: { label: "Password", type: "password" } },
    authorize: async (credentials, request) => {
      const parsed = credentialsSchema.safeParse(credentials);
      if (!parsed.success) return null;
      const headers = new Headers(request.headers as Record<string, string>);
      const from = { address: clientAddress(headers), device: knownDevice(headers, parsed.data.email) };
      try {
        const person = await signInWithPassword(connection().db, parsed.data, from);
        if (!person) return null;
        visit.known = parsed.data.email;
        return await admitted(person, visit.device);
      } catch (error) {
        throw new Error(codeOf(error));
      }
    },
  });
}

type IssuerProfile = { sub: string; email?: string; email_verified?: boolean; name?: string };

function issuerProvider(env: Env): OAuthConfig<IssuerProfile>[] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) return [];
  return [
    {
      id: OIDC,
      name: "Single sign-on",
      type: "oauth",
      wellKnown: `${OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
      authorization: { params: { scope: "openid email profile" } },
      idToken: true,
      checks: ["pkce", "state", "nonce"],
      clientId: OIDC_CLIENT_ID,
      clientSecret: OIDC_CLIENT_SECRET,
      profile: ({ sub, email, name }) => ({ id: sub, email: email ?? null, name: name ?? null }),
    },
  ];
}

/** Puts our person in the place of the provider's, or answers where to send somebody we do not let in. */
async function admit(
  env: Env,
  user: object,
  profile: Partial<IssuerProfile> | undefined,
  device: string,
): Promise<true | string> {
  try {
    const person = await signInWithIssuer(connection().db, {
      issuer: env.OIDC_ISSUER ?? "",
      subject: textIn(profile?.sub),
      email: textIn(profile?.email),
      emailVerified: profile?.email_verified === true,
      name: textIn(profile?.name),
    });
    if (!person) return "/sign-in?error=NotVerified";
    Object.assign(user, await admitted(person, device));
    return true;
  } catch (error) {
    return `/sign-in?error=${codeOf(error)}`;
  }
}

/** A provider may say anything of somebody. */
function textIn(claim: unknown): string {
  return typeof claim === "string" ? claim : "";
}

function claimsOf({ id, name, email, sessionVersion, sessionId }: Admitted) {
  return { sub: id, name, email, sessionVersion, sessionId };
}

/** What a person may know of a failure; the rest goes to the log. */
function codeOf(error: unknown): string {
  if (error instanceof AppError && error.code === "rate-limited") return `RateLimited.${error.extra.retryAfter}`;
  if (isOverloaded(error)) return "Overloaded";
  if (isUnreachable(error)) return "Unavailable";
  log.error({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, "sign-in failed");
  return "Failed";
}

function messageOf(metadata: unknown): string {
  const cause = metadata instanceof Error ? metadata : (metadata as { error?: unknown } | null)?.error;
  return cause instanceof Error ? cause.message : "";
}
