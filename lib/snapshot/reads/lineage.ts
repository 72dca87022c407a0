import type { Context } from "../../platform/context.ts";
import type { LineageView } from "../schema.ts";

/** The history that revisions belong to, and how it began. */
export async function presentLineage({ db }: Context): Promise<LineageView> {
  const { lineage, lineageSince, lineageCause } = await db.revisionCounter.findUniqueOrThrow({ where: { id: 1 } });
  return { lineage, since: lineageSince.toISOString(), cause: lineageCause };
}
