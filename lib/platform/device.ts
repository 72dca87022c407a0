import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * A browser in which somebody has signed in before is told from others by a cookie, so that strangers who fail with
 * their address do not keep them out. It proves nothing else.
 */

const DEVICE_COOKIE = "switchyard.device";
const KEPT_SECONDS = 180 * 86_400;

/** The cookie for a browser in which the person with this address has just signed in. */
export function deviceCookie(email: string, { secure }: { secure: boolean }): string {
  const name = randomBytes(16).toString("base64url");
  const value = `${name}.${proofOf(name, email).toString("base64url")}`;
  const flags = `Path=/api; Max-Age=${KEPT_SECONDS}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  return `${DEVICE_COOKIE}=${value}; ${flags}`;
}

/** The browser's name, when the person with this address has signed in there; otherwise null. */
export function knownDevice(headers: Headers, email: string): string | null {
  const [, name = "", proof = ""] =
    /(?:^|;\s*)switchyard\.device=([\w-]{22})\.([\w-]{43})(?:;|$)/.exec(headers.get("cookie") ?? "") ?? [];
  const claimed = Buffer.from(proof, "base64url");
  if (name === "" || claimed.length !== 32) return null;
  return timingSafeEqual(claimed, proofOf(name, email)) ? name : null;
}

/** Without a secret there are no sessions either, nor devices to know. */
function proofOf(name: string, email: string): Buffer {
  const secret = process.env.NEXTAUTH_SECRET || randomBytes(32);
  return createHmac("sha256", secret).update(`device ${name} ${email}`).digest();
}
