import { CHANGES_CHANNEL } from "../platform/channel.ts";
import type { Context } from "../platform/context.ts";
import { inTransaction } from "../platform/context.ts";

/**
 * Raises the global revision and gives it to the environments named, inside the caller's transaction. The
 * counter's row lock is held until commit, so revisions become visible in their order.
 */
export async function publish(context: Context, projectId: string, environmentIds: string[]): Promise<bigint> {
  return inTransaction(context, async ({ db }) => {
    const [row] = await db.$queryRaw<
      { value: bigint }[]
    >`UPDATE revision_counter SET value = value + 1 WHERE id = 1 RETURNING value`;
    if (!row) throw new Error("revision_counter has no row");
    await db.environment.updateMany({ where: { id: { in: environmentIds } }, data: { revision: row.value } });
    for (const environment of environmentIds) {
      await notify(db, { environment, project: projectId, revision: Number(row.value) });
    }
    return row.value;
  });
}

/** Tells the consoles that something of the project changed that no service reads. */
export async function announce(context: Context, projectId: string): Promise<void> {
  await notify(context.db, { project: projectId });
}

/** Tells the dataplanes that tokens changed. */
export async function announceTokens(context: Context): Promise<void> {
  await notify(context.db, { tokens: true });
}

export async function notify(db: Context["db"], payload: Record<string, string | number | boolean>): Promise<void> {
  await db.$executeRaw`SELECT pg_notify(${CHANGES_CHANNEL}, ${JSON.stringify(payload)})`;
}
