import { randomBytes } from "node:crypto";
import type { Db } from "../../platform/db.ts";
import { hashSecret } from "../../platform/identity.ts";

export const DAY_SECONDS = 86_400;

/** The secret of a set-up link; only its hash is stored. */
export type SetupLink = { token: string; expiresAt: Date };

/**
 * A one-time link for a person to choose a password or, without one, for the first admin. It replaces those
 * handed out before. Call it inside a transaction.
 */
export async function createSetupLink(
  db: Db,
  link: { userId: string | null; now: Date; lifeSeconds: number },
): Promise<SetupLink> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(link.now.getTime() + link.lifeSeconds * 1000);
  await db.setupLink.deleteMany({ where: { userId: link.userId, usedAt: null } });
  await db.setupLink.create({ data: { tokenHash: hashSecret(token), userId: link.userId, expiresAt, createdAt: link.now } });
  return { token, expiresAt };
}
