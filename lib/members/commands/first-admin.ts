import type { Db } from "../../platform/db.ts";
import type { PrismaClient, User } from "../../platform/generated/prisma/client.ts";
import { hashPassword } from "../../platform/passwords.ts";
import { ownerExists } from "../reads.ts";
import { createSetupLink, DAY_SECONDS } from "./links.ts";

/** The secret of a one-time link, good for a day, while nobody administers this installation; otherwise null. */
export async function createFirstAdminLink(db: PrismaClient, now: Date): Promise<string | null> {
  return db.$transaction(async (tx) => {
    if (!(await mayBecomeFirst(tx))) return null;
    return (await createSetupLink(tx, { userId: null, now, lifeSeconds: DAY_SECONDS })).token;
  });
}

/** Creates the first admin, or makes one of the person with that address, while there is none; earlier doors to it close. */
export async function ensureFirstAdmin(db: PrismaClient, person: { email: string; password: string }): Promise<void> {
  if (await ownerExists(db)) return;
  const email = person.email.toLowerCase();
  const passwordHash = await hashPassword(person.password);
  await db.$transaction(async (tx) => {
    if (!(await mayBecomeFirst(tx))) return;
    await tx.setupLink.deleteMany({ where: { user: { email }, usedAt: null } });
    await tx.user.upsert({
      where: { email },
      create: { email, name: email.split("@")[0] ?? email, passwordHash, isOwner: true },
      update: { passwordHash, isOwner: true, sessionVersion: { increment: 1 } },
    });
  });
}

/** Null when somebody was quicker. */
export async function createFirstAdmin(
  db: Db,
  person: { email: string; name: string; passwordHash: string },
): Promise<User | null> {
  return (await mayBecomeFirst(db)) ? db.user.create({ data: { ...person, isOwner: true } }) : null;
}

/** Whoever comes second waits here until the first has committed. */
async function mayBecomeFirst(db: Db): Promise<boolean> {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('switchyard first admin', 0))`;
  return !(await ownerExists(db));
}
