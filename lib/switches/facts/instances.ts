import { type CountedInstance, countedQuery } from "../../instances/reads/counted.ts";
import { storedActingSchema } from "../../instances/schema.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf, type Scope, timeOf } from "./ask.ts";
import { publishedQuery } from "./published.ts";

/** How many of those who act on the present state alone are told apart. Whoever counts longest stands for the rest. */
export const MOST_ALIKE = 20;

/**
 * Those a change of these modules may have to wait for. Rules ask of an instance which states of the modules it may act
 * on, and until when it counts; so of those who act on the present one alone, some are as good as all. Who is behind
 * counts for itself, and so does everybody since a restore. Who fences and whose lease ran out counts for nothing more.
 */
export const instances: Fact<CountedInstance[]> = {
  sql: (scope) =>
    rowsOf(Prisma.sql`
      SELECT service, instance, incarnation, revision, "acknowledgedAt", "leaseUntil", silent, "onLeaseLoss", writes, acting
      FROM (SELECT *, row_number() OVER (PARTITION BY behind, "onLeaseLoss" ORDER BY "leaseUntil" DESC, service, instance, incarnation) AS place
            FROM (SELECT *, revision < (${newest(scope)}) AS behind FROM (${countedQuery(scope.environmentId)}) i
                  WHERE "onLeaseLoss" = 'hold' OR "leaseUntil" > clock_timestamp()) i) i
      WHERE place <= ${MOST_ALIKE} OR behind OR acting IS NOT NULL
         OR (SELECT recovering_since FROM environments WHERE id = ${scope.environmentId}::uuid) IS NOT NULL
      ORDER BY service, instance, incarnation`),
  read: readInstances,
};

/** The revision at which one of the modules last began to be something else. */
function newest(scope: Scope): Prisma.Sql {
  return Prisma.sql`SELECT coalesce(max(revision), 0) FROM (${publishedQuery(scope)}) p`;
}

type Row = Omit<CountedInstance, "acknowledgedAt" | "leaseUntil"> & { acknowledgedAt: string; leaseUntil: string };

function readInstances(rows: Row[]): CountedInstance[] {
  return rows.map((row) => ({
    ...row,
    acknowledgedAt: timeOf(row.acknowledgedAt),
    leaseUntil: timeOf(row.leaseUntil),
    acting: storedActingSchema.parse(row.acting),
  }));
}
