import { CHANGES_CHANNEL } from "../../platform/channel.ts";
import type { Context } from "../../platform/context.ts";
import { inTransaction } from "../../platform/context.ts";

/**
 * Raises the global revision and gives it to environments of a project, inside the caller's transaction. The counter's
 * row lock is held until commit, so revisions become visible in their order; the project's and the environments' come
 * before it, so that nobody waits with it in hand.
 */
export async function publish(context: Context, projectId: string, environmentIds: string[]): Promise<bigint> {
  return inTransaction(context, async ({ db }) => {
    await db.$queryRaw`SELECT 1 FROM projects WHERE id = ${projectId}::uuid FOR NO KEY UPDATE`;
    await db.$queryRaw`
      SELECT 1 FROM environments WHERE id = ANY(${environmentIds}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
    const [row] = await db.$queryRaw<{ value: bigint }[]>`
      WITH counter AS (UPDATE revision_counter SET value = value + 1 WHERE id = 1 RETURNING value),
           raised AS (UPDATE environments SET revision = value FROM counter WHERE environments.id = ANY(${environmentIds}::uuid[]))
      SELECT value FROM counter`;
    if (!row) throw new Error("revision_counter has no row");
    for (const environment of environmentIds) {
      await notify(db, { environment, project: projectId, revision: Number(row.value) });
    }
    return row.value;
  });
}

/** Tells the dataplanes that tokens changed. */
export async function announceTokens(context: Context): Promise<void> {
  await notify(context.db, { tokens: true });
}

export async function notify(db: Context["db"], payload: Record<string, string | number | boolean>): Promise<void> {
  await db.$executeRaw`SELECT pg_notify(${CHANGES_CHANNEL}, ${JSON.stringify(payload)})`;
}
