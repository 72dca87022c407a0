import { randomUUID } from "node:crypto";
import type { NextRequest } from "next/server";
import * as nextAuthModule from "next-auth";
import { forgetReturn, guarded } from "@/app/api/auth/guard.ts";
import { defaultOf } from "@/app/api/auth/interop.ts";
import { authOptions } from "@/app/api/auth/options.ts";
import { problem } from "@/app/api/v1/_http/problem.ts";

type RouteArguments = { params: Promise<{ nextauth: string[] }> };

/** Without a configured address, the one each request came to counts. */
if (!process.env.NEXTAUTH_URL) process.env.AUTH_TRUST_HOST = "true";

async function serve(request: NextRequest, route: RouteArguments): Promise<Response> {
  try {
    const { nextauth } = await route.params;
    const clean = await guarded(request, nextauth);
    const response: Response = await defaultOf(nextAuthModule)(clean, { params: Promise.resolve({ nextauth }) }, authOptions());
    return honest(response);
  } catch (error) {
    const answer = problem(error, randomUUID());
    // The bad address may sit in the cookie, which would otherwise spoil every later attempt as well.
    if (answer.status === 400) for (const cookie of forgetReturn()) answer.headers.append("set-cookie", cookie);
    return answer;
  }
}

/** next-auth answers every failed sign-in with 401; clients and proxies should see what a wait or an outage is. */
async function honest(response: Response): Promise<Response> {
  if (response.status !== 401) return response;
  const body = await response.text();
  const [, seconds] = /[?&]error=RateLimited\.(\d+)/.exec(body) ?? [];
  const status = seconds ? 429 : body.includes("error=Unavailable") ? 503 : body.includes("error=Failed") ? 500 : 401;
  const headers = new Headers(response.headers);
  if (seconds) headers.set("retry-after", seconds);
  return new Response(body, { status, headers });
}

export { serve as GET, serve as POST };
