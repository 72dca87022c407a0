import { environmentRow } from "../environments/reads.ts";
import type { ProjectContext } from "../platform/context.ts";
import { type MismatchView, SHARED_SECONDS, type SharedRecordsView } from "./schema.ts";

/** The samples kept of an environment, or of one module there, newest first. */
export async function listMismatches(
  context: ProjectContext,
  which: { environment: string; module?: string | undefined },
): Promise<MismatchView[]> {
  const { id: environmentId } = await environmentRow(context, which.environment);
  const rows = await context.db.mismatchSample.findMany({
    where: { environmentId, ...(which.module === undefined ? {} : { module: { key: which.module } }) },
    include: { module: { select: { key: true } } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
  });
  return rows.map(({ id, module, operation, field, kind, old, new: newer, at }) => ({
    id,
    module: module.key,
    operation,
    field,
    kind: kind as MismatchView["kind"],
    old,
    new: newer,
    at: at.toISOString(),
  }));
}

type SharedRow = Omit<SharedRecordsView, "since" | "lastAt"> & { since: Date; lastAt: Date };

/** Modules of an environment, or the one named, whose records were written lately by subjects on different sides. */
export async function listSharedRecords(
  context: ProjectContext,
  which: { environment: string; module?: string | undefined },
): Promise<SharedRecordsView[]> {
  const { id } = await environmentRow(context, which.environment);
  const rows = await context.db.$queryRaw<SharedRow[]>`
    SELECT m.key AS module, sum(s.count)::float8 AS count, min(s.first_at) AS since, max(s.last_at) AS "lastAt",
           (array_agg(s.example ORDER BY s.last_at DESC))[1] AS example
    FROM shared_records s JOIN modules m ON m.id = s.module_id
    WHERE s.environment_id = ${id}::uuid AND s.last_at > now() - ${SHARED_SECONDS} * interval '1 s'
      AND (${which.module ?? null}::text IS NULL OR m.key = ${which.module ?? null})
    GROUP BY m.key ORDER BY m.key`;
  return rows.map(({ since, lastAt, ...row }) => ({ ...row, since: since.toISOString(), lastAt: lastAt.toISOString() }));
}
