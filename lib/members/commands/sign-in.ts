import type { z } from "zod";
import type { Db } from "../../platform/db.ts";
import { isUniqueViolation } from "../../platform/db.ts";
import type { PrismaClient, User } from "../../platform/generated/prisma/client.ts";
import { GrowingWait } from "../../platform/growing-wait.ts";
import { passwordMatches } from "../../platform/passwords.ts";
import { tooMany } from "../../platform/rate-limit.ts";
import type { credentialsSchema } from "../schema.ts";

const LONGEST_NAME = 200;
const LONGEST_SUBJECT = 255;
const LONGEST_EMAIL = 254;

/** What a session says of a person; it ends when the stored `sessionVersion` moves on. */
export type SignedIn = { id: string; email: string; name: string; sessionVersion: number };

/** Where an attempt comes from: its address and, when the person has signed in there before, the browser. */
export type From = { address: string; device?: string | null };

const MINUTE = 60;
const byDevice = new GrowingWait({ free: 10, first: MINUTE, longest: 15 * MINUTE });
const byAccountAndAddress = new GrowingWait({ free: 5, first: MINUTE, longest: 15 * MINUTE });
const byAddress = new GrowingWait({ free: 30, first: MINUTE, longest: 15 * MINUTE });
/** Whoever has many addresses is slowed down; the person it is about, in a new browser, waits half a minute at most. */
const byAccount = new GrowingWait({ free: 20, first: 1, longest: 30 });

/**
 * Null when e-mail address and password do not belong together, without telling which is wrong. Throws
 * `rate-limited` with the wait. Only failures count, and in a browser the person is known in those made there alone:
 * nobody elsewhere can keep them out.
 */
export async function signInWithPassword(
  db: Db,
  { email, password }: z.infer<typeof credentialsSchema>,
  { address, device }: From,
): Promise<SignedIn | null> {
  const counted: [GrowingWait, string][] = device
    ? [[byDevice, device]]
    : [
        [byAccountAndAddress, `${address} ${email}`],
        [byAddress, address],
        [byAccount, email],
      ];
  const now = Date.now();
  const wait = Math.max(...counted.map(([waits, key]) => waits.secondsLeft(key, now)));
  if (wait > 0) throw tooMany(wait);
  for (const [waits, key] of counted) waits.count(key, now);
  const user = await db.user.findUnique({ where: { email } });
  if (!(await passwordMatches(user?.passwordHash ?? null, password)) || !user) return null;
  for (const [waits, key] of counted) waits.takeBack(key);
  return signedIn(user);
}

export type IssuerClaims = { issuer: string; subject: string; email: string | null; emailVerified: boolean; name: string };

/**
 * Who an identity provider says is there. The first time, an address the provider vouches for finds the person
 * known under it, or makes a new one without any membership. What was set before for somebody found so, by whomever,
 * ends: password, links and sessions; what they were invited to is theirs. Null when it vouches for none that can be
 * one, or when the address belongs to another subject.
 */
export async function signInWithIssuer(db: PrismaClient, claims: IssuerClaims): Promise<SignedIn | null> {
  if (!isPrintable(claims.subject, LONGEST_SUBJECT)) return null;
  const oidcSubject = `${claims.issuer} ${claims.subject}`;
  const known = await db.user.findUnique({ where: { oidcSubject } });
  if (known) return signedIn(known);
  if (!claims.email || !claims.emailVerified || !isPrintable(claims.email, LONGEST_EMAIL)) return null;

  const email = claims.email.toLowerCase();
  try {
    return signedIn(await db.user.create({ data: { email, name: nameIn(claims.name) || email, oidcSubject } }));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
  await link(db, email, oidcSubject);
  const user = await db.user.findUnique({ where: { oidcSubject } });
  return user && signedIn(user);
}

/** Links first, people second: the order in which using a link takes their locks. */
async function link(db: PrismaClient, email: string, oidcSubject: string): Promise<void> {
  const unlinked = { email, oidcSubject: null };
  await db.$transaction(async (tx) => {
    await tx.setupLink.deleteMany({ where: { user: unlinked, usedAt: null } });
    await tx.membership.updateMany({ where: { user: unlinked }, data: { pending: false } });
    const data = { oidcSubject, passwordHash: null, sessionVersion: { increment: 1 } };
    await tx.user.updateMany({ where: unlinked, data });
  });
}

function signedIn({ id, email, name, sessionVersion }: User): SignedIn {
  return { id, email, name: nameIn(name), sessionVersion };
}

/** A name as long as it may be where people choose one. The session's cookie has no room for much longer ones. */
function nameIn(claimed: string): string {
  return [...claimed.replace(/\p{Cc}/gu, " ").trim()].slice(0, LONGEST_NAME).join("");
}

function isPrintable(text: string, most: number): boolean {
  return text.length <= most && !/\p{Cc}/u.test(text);
}
