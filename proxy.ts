import { type NextRequest, NextResponse } from "next/server";

/** Must equal ADDRESS_HEADER in lib/platform/session.ts; this file stays free of the server's modules. */
const ADDRESS_HEADER = "x-switchyard-address";

/** Tells pages their own address, so that sign-in can lead back to it. Guards nothing: every page asks who is there. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  const { pathname, searchParams } = request.nextUrl;
  searchParams.delete("_rsc");
  const search = searchParams.toString();
  headers.set(ADDRESS_HEADER, search ? `${pathname}?${search}` : pathname);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: ["/", "/new", "/account", "/p/:path*", "/oncall/:path*"] };
