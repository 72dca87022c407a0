import { randomBytes } from "node:crypto";
import type { Db } from "../../platform/db.ts";
import { hashSecret } from "../../platform/identity.ts";

export const DAY_SECONDS = 86_400;

/** The secret of a set-up link; only its hash is stored. */
export type SetupLink = { token: string; expiresAt: Date };

/**
 * A one-time link for a person to choose a password or, with a project, to join it; without a person, for the first
 * admin. It replaces those handed out before for the same. Call it inside a transaction.
 */
export async function createSetupLink(
  db: Db,
  { now, lifeSeconds, ...link }: { userId: string | null; projectId?: string; now: Date; lifeSeconds: number },
): Promise<SetupLink> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(now.getTime() + lifeSeconds * 1000);
  const what = { userId: link.userId, projectId: link.projectId ?? null };
  await db.setupLink.deleteMany({ where: { ...what, usedAt: null } });
  await db.setupLink.create({ data: { ...what, tokenHash: hashSecret(token), expiresAt, createdAt: now } });
  return { token, expiresAt };
}
