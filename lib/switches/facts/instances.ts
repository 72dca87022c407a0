import { COUNTS, type CountedInstance, countedQuery } from "../../instances/reads/counted.ts";
import { storedActingSchema } from "../../instances/schema.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf, type Scope, timeOf } from "./ask.ts";
import { publishedQuery } from "./published.ts";

/**
 * How many of those who act on the present state alone are told apart. Of those who hold, which count without end, any
 * stand for the rest; of those who fence, whoever counts longest.
 */
export const MOST_ALIKE = 20;

const HOLDING = Prisma.sql`on_lease_loss = 'hold'`;
const FENCING = Prisma.sql`on_lease_loss = 'fence'`;

/**
 * Those a change of these modules may have to wait for. Rules ask of an instance which states of the modules it may act
 * on, and until when it counts; so of those who act on the present one alone, some are as good as all. Who is behind
 * counts for itself, and so does everybody since a restore. Who fences and whose lease ran out counts for nothing more.
 */
export const instances: Fact<CountedInstance[]> = {
  // Each part finds its few through an index, or keeps the best of one pass: this is asked with every change.
  sql: (scope) => {
    const counted = Prisma.sql`${countedQuery(scope.environmentId)} AND ${COUNTS}`;
    const [isBehind, isRecovering] = [
      Prisma.sql`revision < (SELECT revision FROM newest)`,
      Prisma.sql`(SELECT recovering FROM newest)`,
    ];
    const alike = (terms: Prisma.Sql, order: Prisma.Sql) => Prisma.sql`
      (${counted} AND ${terms} AND NOT ${isBehind} AND acting IS NULL AND NOT ${isRecovering}
       ORDER BY ${order} LIMIT ${Prisma.raw(String(MOST_ALIKE))})`;
    return rowsOf(Prisma.sql`
      WITH newest AS (${newestQuery(scope)})
      SELECT * FROM (
        ${counted} AND ${isBehind}
        UNION ALL ${counted} AND NOT ${isBehind} AND acting IS NOT NULL
        UNION ALL ${counted} AND NOT ${isBehind} AND acting IS NULL AND ${isRecovering}
        UNION ALL ${alike(HOLDING, Prisma.sql`instances.revision DESC`)}
        UNION ALL ${alike(FENCING, Prisma.sql`lease_until + operation_seconds * interval '1 s' DESC`)}) i
      ORDER BY service, instance, incarnation`);
  },
  read: readInstances,
};

/** The revision at which one of the modules last began to be something else, and whether a restore is being recovered from. */
function newestQuery(scope: Scope): Prisma.Sql {
  return Prisma.sql`
    SELECT (SELECT coalesce(max(revision), 0) FROM (${publishedQuery(scope)}) p)::bigint AS revision,
           (SELECT recovering_since IS NOT NULL FROM environments WHERE id = ${scope.environmentId}::uuid) AS recovering`;
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
