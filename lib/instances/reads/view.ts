import { counts } from "../../core/stages/instances.ts";
import type { Instance } from "../../platform/generated/prisma/client.ts";
import type { InstanceView } from "../schema.ts";

/** A run as it is stored, without what only the control plane needs of it. */
export type InstanceRow = Omit<Instance, "environmentId" | "secretHash" | "acting">;

export function instanceView(environment: string, row: InstanceRow, now: Date): InstanceView {
  const { service, instance, incarnation, departedAt } = row;
  const onLeaseLoss = row.onLeaseLoss as InstanceView["onLeaseLoss"];
  const drainedBy = new Date(row.leaseUntil.getTime() + row.operationSeconds * 1000);
  const facts = { service, instance, incarnation, revision: Number(row.revision), acknowledgedAt: row.acknowledgedAt };
  return {
    ...facts,
    environment,
    version: row.serviceVersion,
    acknowledgedAt: row.acknowledgedAt.toISOString(),
    leaseUntil: row.leaseUntil.toISOString(),
    alive: departedAt === null && row.leaseUntil > now,
    silent: departedAt === null && row.leaseUntil <= now,
    holdsUp: departedAt === null && counts({ ...facts, leaseUntil: drainedBy, onLeaseLoss }, now),
    onLeaseLoss,
    coldStart: row.coldStart as InstanceView["coldStart"],
    writes: row.writesKnown ? row.writes : null,
    departed: departedAt && {
      at: departedAt.toISOString(),
      how: row.departure as NonNullable<InstanceView["departed"]>["how"],
      by: row.departureBy,
      reason: row.departureReason,
    },
    firstSeenAt: row.firstSeenAt.toISOString(),
  };
}
