import type { Db } from "../platform/db.ts";
import type { InstanceView } from "./schema.ts";

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

/** Every instance an environment has seen, those with a running lease first. */
export async function instances(db: Db, environment: { id: string; key: string }, now: Date): Promise<InstanceView[]> {
  const rows = await db.instance.findMany({
    where: { environmentId: environment.id },
    orderBy: [{ leaseUntil: "desc" }, { service: "asc" }, { instance: "asc" }],
  });
  return rows.map((row) => ({
    environment: environment.key,
    service: row.service,
    instance: row.instance,
    version: row.serviceVersion,
    revision: Number(row.revision),
    acknowledgedAt: row.acknowledgedAt.toISOString(),
    leaseUntil: row.leaseUntil.toISOString(),
    alive: row.leaseUntil > now,
    firstSeenAt: row.firstSeenAt.toISOString(),
  }));
}
