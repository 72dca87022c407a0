import type { Context } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import type { PrismaClient } from "../platform/generated/prisma/client.ts";
import { type Identity, requireLiveUser } from "../platform/identity.ts";
import { isId } from "../platform/ids.ts";
import { requirePerson } from "./reads.ts";

/** How long a sign-in lasts. */
export const SESSION_SECONDS = 12 * 3600;
/** Who is signed in at more places than this leaves the one longest ago. */
const MOST = 50;
const LONGEST_DEVICE = 200;

/** Somebody has signed in; answers the session for the cookie to name. */
export async function openSession(db: PrismaClient, userId: string, device: string, now: Date): Promise<string> {
  const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000);
  const said = device.replace(/\p{Cc}/gu, " ").slice(0, LONGEST_DEVICE);
  const { id } = await db.session.create({ data: { userId, device: said, createdAt: now, lastSeenAt: now, expiresAt } });
  await db.$executeRaw`
    DELETE FROM sessions WHERE user_id = ${userId}::uuid AND (expires_at <= ${now} OR id NOT IN
      (SELECT id FROM sessions WHERE user_id = ${userId}::uuid ORDER BY created_at DESC, id DESC LIMIT ${MOST}))`;
  return id;
}

/** Somebody signs out here. A cookie that names no session ends with all of its person. */
export async function closeSession(db: PrismaClient, { userId, sessionId, sessionVersion }: Identity & { kind: "user" }) {
  if (sessionId === undefined) {
    await db.user.updateMany({ where: { id: userId, sessionVersion }, data: { sessionVersion: { increment: 1 } } });
  } else if (isId(sessionId)) {
    await db.session.deleteMany({ where: { id: sessionId, userId } });
  }
}

/** Ends one session of the person. Throws `not-found` for what is none of theirs. */
export async function endSession({ db }: Context, identity: Identity, id: string): Promise<void> {
  const { id: userId } = await requireLiveUser(db, requirePerson(identity));
  const { count } = isId(id) ? await db.session.deleteMany({ where: { id, userId } }) : { count: 0 };
  if (count !== 1) throw notFound("session");
}
