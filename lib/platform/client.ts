import { parseUrl } from "./url.ts";

/** Where a request comes from, as far as its headers tell. */

/** The door before Next leaves one address in the header: the one that counts. */
export function clientAddress(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 100) || "unknown";
}

/** The origin that NEXTAUTH_URL names; null when it is not set. */
export function configuredOrigin(): string | null {
  return parseUrl(process.env.NEXTAUTH_URL ?? "")?.origin ?? null;
}

/** The origin a person's browser shows; null when the headers make none. */
export function publicOriginOf(headers: Headers): string | null {
  const configured = configuredOrigin();
  if (configured !== null) return configured;
  const scheme = headers.get("x-forwarded-proto") === "https" ? "https" : "http";
  const host = headers.get("x-forwarded-host") ?? headers.get("host") ?? "";
  return parseUrl(`${scheme}://${host}`)?.origin ?? null;
}

const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** Browser and system, enough to know one's own by: "Firefox, Linux"; of another program its first word. */
export function deviceOf(headers: Headers): string {
  const agent = headers.get("user-agent")?.slice(0, 1000) ?? "";
  const named = (list: [RegExp, string][]) => list.find(([sign]) => sign.test(agent))?.[1];
  const known = [named(BROWSERS), named(SYSTEMS)].filter((name) => name !== undefined);
  return known.join(", ") || (agent.split(/\s/)[0] ?? "");
}
