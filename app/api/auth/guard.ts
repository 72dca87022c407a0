import { NextRequest } from "next/server";
import { readForm } from "@/app/api/v1/_http/body.ts";
import { publicOriginOf } from "@/lib/platform/client.ts";
import { AppError, invalid, notFound } from "@/lib/platform/errors.ts";
import { parseUrl } from "@/lib/platform/url.ts";

const ACTIONS: Record<string, readonly string[]> = {
  GET: ["providers", "session", "csrf", "signin", "signout", "callback", "error"],
  POST: ["signin", "signout", "callback"],
};
const CALLBACK_COOKIES = ["__Secure-next-auth.callback-url", "next-auth.callback-url"];

/**
 * Lets through what next-auth copes with. It answers a garbled body, host or callback address with a server
 * error, so those end here. Throws AppError.
 */
export async function guarded(request: NextRequest, path: readonly string[]): Promise<NextRequest> {
  const [action = "", provider] = path;
  if (!ACTIONS[request.method]?.includes(action) || path.length > 2) throw notFound("address");
  if (action === "callback" && provider === "credentials" && request.method !== "POST") throw notFound("address");
  const origin = publicOriginOf(request.headers);
  if (!origin) throw invalid("The Host header names no host.", [{ path: "Host", message: "expected a host name" }]);

  const fields = request.method === "POST" ? await readForm(request) : {};
  const targets = [fields.callbackUrl, request.nextUrl.searchParams.get("callbackUrl"), callbackCookie(request)];
  if (!targets.every((target) => !target || isWebAddress(target, origin))) {
    throw new AppError("invalid", "The address to return to is not one.", {
      errors: [{ path: "callbackUrl", message: "expected a path or an http address" }],
    });
  }
  return request.method === "POST" ? withForm(request, fields) : request;
}

function callbackCookie(request: NextRequest): string | undefined {
  return CALLBACK_COOKIES.map((name) => request.cookies.get(name)?.value).find((value) => value);
}

export function forgetReturn(): string[] {
  return CALLBACK_COOKIES.map((name) => `${name}=; Path=/; Max-Age=0${name.startsWith("__Secure-") ? "; Secure" : ""}`);
}

function isWebAddress(target: string, origin: string): boolean {
  const url = parseUrl(target, target.startsWith("/") ? origin : undefined);
  return url?.protocol === "http:" || url?.protocol === "https:";
}

/** The same request with its body to be read once more. */
function withForm(request: NextRequest, fields: Record<string, string>): NextRequest {
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/x-www-form-urlencoded");
  headers.delete("content-length");
  return new NextRequest(request.url, { method: "POST", headers, body: new URLSearchParams(fields) });
}
