import { environmentRow } from "../environments/reads.ts";
import type { ProjectContext } from "../platform/context.ts";
import type { MismatchView } from "./schema.ts";

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
