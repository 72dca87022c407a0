import type { Db } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Acting, storedActingSchema } from "../schema.ts";

/** A run that has not departed, as changes meet it; several may have one name. */
export type CountedInstance = {
  service: string;
  instance: string;
  incarnation: string;
  revision: number;
  acknowledgedAt: Date;
  /** When the last operation begun under the lease must have ended. */
  leaseUntil: Date;
  /** Its lease ran out, by Postgres' clock. */
  silent: boolean;
  onLeaseLoss: "hold" | "fence";
  /** Modules whose stores it writes; null when it did not say. */
  writes: string[] | null;
  /** What it acts on of a history that a restore lost; null for those that follow the present one. */
  acting: Acting | null;
};

/** Everyone a change of the environment may have to wait for; times are Postgres'. `counts` of core decides. */
export async function countedInstances(db: Db, environmentId: string): Promise<CountedInstance[]> {
  const rows = await db.$queryRaw<CountedInstance[]>`${countedQuery(environmentId)} ORDER BY service, instance, incarnation`;
  return rows.map((row) => ({ ...row, acting: storedActingSchema.parse(row.acting) }));
}

/** The same as a part of other queries, in no order. */
export function countedQuery(environmentId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT service, instance, incarnation, revision::float8 AS revision, acknowledged_at AS "acknowledgedAt",
           lease_until + operation_seconds * interval '1 s' AS "leaseUntil", lease_until <= clock_timestamp() AS silent,
           on_lease_loss AS "onLeaseLoss", CASE WHEN writes_known THEN coalesce(writes, '{}') END AS writes, acting
    FROM instances WHERE environment_id = ${environmentId}::uuid AND departed_at IS NULL`;
}

/** What `counts` of core says, of a row that has not departed: one that fences counts until its last operation has ended. */
export const COUNTS = Prisma.sql`(on_lease_loss = 'hold' OR lease_until + operation_seconds * interval '1 s' > clock_timestamp())`;

/** Postgres' time: leases are measured by it, whatever the clock of the process that asks. */
export async function leaseClock(db: Db): Promise<Date> {
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp()::timestamptz(3) AS now`;
  return (row as { now: Date }).now;
}
