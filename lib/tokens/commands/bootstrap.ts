import type { PrismaClient } from "../../platform/generated/prisma/client.ts";
import { hashSecret } from "../../platform/identity.ts";

/**
 * Makes this secret the one management token over every project. Another one set before stops working, so a
 * secret is changed by starting with the new one.
 */
export async function ensureBootstrapToken(db: PrismaClient, secret: string, now: Date): Promise<void> {
  const hash = hashSecret(secret);
  await db.$transaction(async (tx) => {
    await tx.apiToken.updateMany({ where: { projectId: null, revokedAt: null, hash: { not: hash } }, data: { revokedAt: now } });
    const { count } = await tx.apiToken.updateMany({ where: { hash }, data: { revokedAt: null } });
    if (count > 0) return;
    await tx.apiToken.createMany({
      data: { name: "bootstrap", prefix: "bootstrap", hash, scopes: ["manage"], createdBy: "start", createdAt: now },
      skipDuplicates: true,
    });
  });
}
