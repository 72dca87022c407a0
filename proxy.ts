import { type NextRequest, NextResponse } from "next/server";

/** Must equal ADDRESS_HEADER in lib/platform/session.ts; this file stays free of the server's modules. */
const ADDRESS_HEADER = "x-switchyard-address";

/**
 * Tells pages their own address, so that sign-in can lead back to it, and lets them run no script but ours. Guards
 * nothing: every page asks who is there.
 */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  const { pathname, searchParams } = request.nextUrl;
  searchParams.delete("_rsc");
  const search = searchParams.toString();
  headers.set(ADDRESS_HEADER, search ? `${pathname}?${search}` : pathname);
  // Next reads the nonce out of this, for the lines of script that it writes into the page.
  const policy = policyWith(crypto.randomUUID());
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

function policyWith(nonce: string): string {
  // Reloading while developing evaluates code.
  const developing = process.env.NODE_ENV === "development" ? " 'unsafe-eval'" : "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${developing}`,
    // Bars and marks say their lengths in attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "object-src 'none'",
  ].join("; ");
}

/** Every page; neither what is served to programs nor what is built. */
export const config = { matcher: ["/((?!api/|_next/|icon\\.svg|favicon\\.ico).*)"] };
