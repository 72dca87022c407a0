import type { NextRequest } from "next/server";
import { presentedToken } from "@/lib/core/access/credential.ts";
import type { Scope } from "@/lib/core/access/policy.ts";
import { configuredOrigin } from "@/lib/platform/client.ts";
import type { Db } from "@/lib/platform/db.ts";
import { AppError } from "@/lib/platform/errors.ts";
import { type Identity, identifySession, identifyToken } from "@/lib/platform/identity.ts";
import { parseUrl } from "@/lib/platform/url.ts";

/** Who calls: a bearer token, else the session cookie. Throws `unauthenticated` when neither is good. */
export async function caller(request: NextRequest, db: Db, now: Date, accepted?: Scope): Promise<Identity> {
  const header = (name: string) => request.headers.get(name) ?? undefined;
  const secret = presentedToken(header("authorization"), header("x-api-key"));
  if (secret !== null) {
    const identity = secret ? await identifyToken(db, secret, now, accepted) : null;
    if (!identity) throw new AppError("unauthenticated", "The token is unknown, expired or revoked.");
    return identity;
  }
  const identity = await identifySession((name) => request.cookies.get(name)?.value);
  if (!identity) throw new AppError("unauthenticated", "Sign in, or send a token as “Authorization: Bearer …”.");
  if (request.method !== "GET" && request.method !== "HEAD" && !sameOrigin(request)) {
    throw new AppError("forbidden", "This request came from another site, so the session cookie does not count.");
  }
  return identity;
}

/** Browsers say where a request comes from; a cookie alone must not let another site act. */
export function sameOrigin(request: NextRequest): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site) return site === "same-origin" || site === "none";
  const origin = parseUrl(request.headers.get("origin") ?? "");
  if (!origin) return false;
  // A proxy may name itself in Host; the address that people use is then in the settings.
  return origin.host === request.headers.get("host") || origin.origin === configuredOrigin();
}
