import { parseUrl } from "./url.ts";

/** Where a request comes from, as far as its headers tell. */

/** The last address is the one the nearest proxy, or Next itself, saw. */
export function clientAddress(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 100) || "unknown";
}

/** The origin a person's browser shows; null when the headers make none. */
export function publicOriginOf(headers: Headers): string | null {
  const configured = process.env.NEXTAUTH_URL;
  if (configured) return new URL(configured).origin;
  const scheme = headers.get("x-forwarded-proto") === "https" ? "https" : "http";
  const host = headers.get("x-forwarded-host") ?? headers.get("host") ?? "";
  return parseUrl(`${scheme}://${host}`)?.origin ?? null;
}
