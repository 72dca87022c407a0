import type { Db } from "../platform/db.ts";

/** Instances whose lease has not run out, with the revision each acknowledged last. */
export async function liveInstances(
  db: Db,
  environmentId: string,
  now: Date,
): Promise<{ service: string; instance: string; revision: number; acknowledgedAt: Date }[]> {
  const rows = await db.instance.findMany({
    where: { environmentId, leaseUntil: { gt: now } },
    select: { service: true, instance: true, revision: true, acknowledgedAt: true },
    orderBy: [{ service: "asc" }, { instance: "asc" }],
  });
  return rows.map((row) => ({ ...row, revision: Number(row.revision) }));
}
