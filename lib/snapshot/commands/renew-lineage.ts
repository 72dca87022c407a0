import { record } from "../../audit/commands.ts";
import { type Context, inTransaction } from "../../platform/context.ts";
import type { Db } from "../../platform/db.ts";
import { systemContext } from "../../platform/system.ts";
import { notify } from "./publish.ts";

export type Renewal = {
  /** The lineage that was found restored; where it is another one by now, somebody has renewed it already. */
  expected: string;
  /** The highest revision of it that anybody was seen to know. */
  seen: number;
  /** How that was noticed, in words. */
  cause: string;
};

/** Far enough that no revision of the lost history is given a second time, whoever may still know it. */
const JUMP = 1_000_000;
/** Instances that nobody knows of any more have spoken after that, unless they have no contact. */
const QUIET_SECONDS = 60;

/**
 * Begins another lineage after the state was restored from an older copy: revisions go on far ahead, and nothing
 * moves in any environment until instances have said what they act on. What the lost history owed to a store is in
 * doubt. False when it was renewed already.
 */
export async function renewLineage(context: Context, { expected, seen, cause }: Renewal): Promise<boolean> {
  return inTransaction(context, async (inside) => {
    const { db } = inside;
    // In the order everybody takes locks in; whoever changes something now comes before the restore is known.
    await db.$queryRaw`SELECT 1 FROM projects ORDER BY id FOR NO KEY UPDATE`;
    await db.$queryRaw`SELECT 1 FROM environments ORDER BY id FOR NO KEY UPDATE`;
    const [counter] = await db.$queryRaw<{ lineage: string }[]>`
      SELECT lineage::text FROM revision_counter WHERE id = 1 FOR UPDATE`;
    if (counter?.lineage !== expected) return false;
    const [now] = await db.$queryRaw<{ lineage: string; value: bigint }[]>`
      UPDATE revision_counter SET lineage = gen_random_uuid(), lineage_since = clock_timestamp(), lineage_cause = ${cause},
        database = database_identity(),
        value = greatest(value, ${seen}::bigint, (SELECT max(revision) FROM instances)) + ${JUMP}::bigint
      WHERE id = 1 RETURNING lineage::text, value`;
    const { lineage, value } = now as { lineage: string; value: bigint };
    await doubtWhatWasLost(db, lineage);
    await recover(db, value);
    await tell(inside, { before: expected, after: lineage, cause });
    return true;
  });
}

/** A write of the lost history may have reached one store, and its ledger entry or its doubt be lost with it. */
async function doubtWhatWasLost(db: Db, lineage: string): Promise<void> {
  await db.$executeRaw`
    INSERT INTO doubts (id, environment_id, service, instance, incarnation, writes, since, noticed_at, cause)
    SELECT gen_random_uuid(), e.id, 'lost history', 'what was lost at the restore', ${lineage}, '{}',
           coalesce((SELECT max(acknowledged_at) - max(operation_seconds) * interval '1 s' FROM instances i
                     WHERE i.environment_id = e.id), e.created_at), clock_timestamp(), 'restored'
    FROM environments e`;
}

async function recover(db: Db, value: bigint): Promise<void> {
  await db.$executeRaw`UPDATE instances SET acting = NULL WHERE acting IS NOT NULL`;
  await db.$executeRaw`
    UPDATE environments e SET restored_revision = revision, revision = ${value}, lineage_from = ${value},
      recovering_since = clock_timestamp(), recovering_until = clock_timestamp() + greatest(
        ${QUIET_SECONDS} * interval '1 s',
        (SELECT max(lease_until - acknowledged_at) + max(operation_seconds) * interval '1 s' FROM instances i
         WHERE i.environment_id = e.id))`;
}

async function tell(context: Context, { before, after, cause }: { before: string; after: string; cause: string }): Promise<void> {
  const { db, now, actor } = context;
  const projects = await db.project.findMany({
    select: { id: true, key: true, environments: { select: { id: true, revision: true } } },
    orderBy: { id: "asc" },
  });
  for (const project of projects) {
    for (const { id, revision } of project.environments) {
      await notify(db, { environment: id, project: project.id, revision: Number(revision) });
    }
    await record(
      { ...systemContext(db, now, project, actor), origin: context.origin },
      {
        act: "lineage.renew",
        targetKind: "project",
        targetKey: project.key,
        before: { lineage: before },
        after: { lineage: after, cause },
      },
    );
  }
}
