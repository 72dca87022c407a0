import { randomUUID } from "node:crypto";
import type { NextRequest } from "next/server";
import * as nextAuthModule from "next-auth";
import { forgetReturn, guarded } from "@/app/api/auth/guard.ts";
import { defaultOf } from "@/app/api/auth/interop.ts";
import { authOptions, type Visit } from "@/app/api/auth/options.ts";
import { problem } from "@/app/api/v1/_http/problem.ts";
import { deviceOf, publicOriginOf } from "@/lib/platform/client.ts";
import { deviceCookie } from "@/lib/platform/device.ts";
import { identifySession } from "@/lib/platform/identity.ts";
import { connection } from "@/lib/platform/server.ts";
import { closeSession } from "@/lib/sessions/commands.ts";

type RouteArguments = { params: Promise<{ nextauth: string[] }> };

/** Without a configured address, the one each request came to counts. */
if (!process.env.NEXTAUTH_URL) process.env.AUTH_TRUST_HOST = "true";

async function serve(request: NextRequest, route: RouteArguments): Promise<Response> {
  try {
    const { nextauth } = await route.params;
    const clean = await guarded(request, nextauth);
    const leaving = request.method === "POST" && nextauth[0] === "signout" ? await signedIn(request) : null;
    const visit: Visit = { device: deviceOf(request.headers) };
    const options = authOptions(visit);
    const response: Response = await defaultOf(nextAuthModule)(clean, { params: Promise.resolve({ nextauth }) }, options);
    const answer = await honest(response);
    if (leaving && signsOut(answer)) await closeSession(connection().db, leaving);
    if (visit.known) answer.headers.append("set-cookie", deviceCookie(visit.known, { secure: isSecure(request) }));
    return answer;
  } catch (error) {
    const answer = problem(error, randomUUID());
    // The bad address may sit in the cookie, which would otherwise spoil every later attempt as well.
    if (answer.status === 400) for (const cookie of forgetReturn()) answer.headers.append("set-cookie", cookie);
    return answer;
  }
}

async function signedIn(request: NextRequest) {
  const identity = await identifySession((name) => request.cookies.get(name)?.value);
  return identity?.kind === "user" ? identity : null;
}

function isSecure({ headers }: NextRequest): boolean {
  return publicOriginOf(headers)?.startsWith("https:") ?? false;
}

/** The form was ours: the cookie goes. */
function signsOut(answer: Response): boolean {
  return answer.headers.getSetCookie().some((cookie) => /session-token=;/.test(cookie));
}

/**
 * next-auth answers every failed sign-in with 401, and a form whose token is missing with success; clients and
 * proxies should see what happened.
 */
async function honest(response: Response): Promise<Response> {
  if (!response.headers.get("content-type")?.includes("json")) return response;
  const body = await response.text();
  const headers = new Headers(response.headers);
  const [, seconds] = /[?&]error=RateLimited\.(\d+)/.exec(body) ?? [];
  if (seconds) headers.set("retry-after", seconds);
  return new Response(body, { status: seconds ? 429 : statusOf(body, response.status), headers });
}

function statusOf(body: string, status: number): number {
  if (/[?&]csrf=true"/.test(body)) return 403;
  if (/[?&]error=(Unavailable|Overloaded)"/.test(body)) return 503;
  return /[?&]error=Failed"/.test(body) ? 500 : status;
}

export { serve as GET, serve as POST };
