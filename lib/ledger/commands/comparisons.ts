import type { Db } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";

type Store = { environmentId: string; moduleId: string; store: string };

/** Marks all that is open as what the job will have mended by its end; a new failure of the key takes the mark away. */
export async function expectMended(db: Db, store: Store, job: string): Promise<void> {
  await db.$executeRaw`
    WITH open AS (${locked(store, Prisma.empty)})
    UPDATE ledger_entries l SET resolved_by = ${mark(job)} FROM open
    WHERE (l.environment_id, l.module_id, l.store, l.key) = (open.environment_id, open.module_id, open.store, open.key)`;
}

/** Resolves what the job was to mend and has not failed again since it began. */
export async function resolveMended(db: Db, store: Store, job: string, { at, by }: { at: Date; by: string }): Promise<void> {
  await db.$executeRaw`
    WITH open AS (${locked(store, Prisma.sql`AND resolved_by = ${mark(job)}`)})
    UPDATE ledger_entries l SET resolved_at = ${at}, resolved_by = ${by} FROM open
    WHERE (l.environment_id, l.module_id, l.store, l.key) = (open.environment_id, open.module_id, open.store, open.key)`;
}

/** In the order in which failures and repairs take them too: taken otherwise, each would wait for the other. */
function locked({ environmentId, moduleId, store }: Store, which: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT environment_id, module_id, store, key FROM ledger_entries
    WHERE environment_id = ${environmentId}::uuid AND module_id = ${moduleId}::uuid AND store = ${store}
      AND resolved_at IS NULL ${which}
    ORDER BY key FOR UPDATE`;
}

function mark(job: string): string {
  return `job ${job}`;
}
