import { expireInstances } from "../lib/instances/commands/expire.ts";
import { KEPT_SECONDS } from "../lib/measurements/schema.ts";
import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";
import { expireContacts } from "../lib/tokens/commands/note-contacts.ts";

const DAY_MS = 86_400_000;

/** A repeated POST gets its first answer for this long. */
const ANSWERS_KEPT_MS = DAY_MS;
/** Spent links stay a while, so that somebody who follows one late is told so. */
const LINKS_KEPT_MS = 30 * DAY_MS;

/** Removes stored answers of POSTs, set-up links, counts of what was dropped or not read, instances, and when tokens were heard, that nobody can use any more. Answers how many rows. */
export async function expire(db: PrismaClient, now: Date): Promise<number> {
  const answersBefore = new Date(now.getTime() - ANSWERS_KEPT_MS);
  const linksBefore = new Date(now.getTime() - LINKS_KEPT_MS);
  const answers = await db.idempotentAnswer.deleteMany({ where: { createdAt: { lt: answersBefore } } });
  const links = await db.setupLink.deleteMany({
    where: { OR: [{ usedAt: { lt: linksBefore } }, { expiresAt: { lt: linksBefore } }] },
  });
  const losses = await db.intakeLoss.deleteMany({ where: { at: { lt: new Date(now.getTime() - KEPT_SECONDS.losses * 1000) } } });
  const unreadableBefore = new Date(now.getTime() - KEPT_SECONDS.unreadables * 1000);
  const unreadables = await db.unreadableValue.deleteMany({ where: { at: { lt: unreadableBefore } } });
  return (
    unreadables.count + losses.count + answers.count + links.count + (await expireInstances(db)) + (await expireContacts(db, now))
  );
}
