import { Prisma, type Switch } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf, timeOf } from "./ask.ts";

type Row = Omit<Switch, "revision" | "updatedAt"> & { revision: number; updatedAt: string };

/** The switches of the modules as they are stored. */
export const switches: Fact<Switch[]> = {
  sql: ({ environmentId, modules }) =>
    rowsOf(Prisma.sql`
      SELECT id, project_id AS "projectId", environment_id AS "environmentId", module_id AS "moduleId", axis, key, position,
             next, share, rules, check_ratio AS "checkRatio", salt, held, secondary_writes AS "secondaryWrites", paused,
             version, revision, updated_at AS "updatedAt"
      FROM switches WHERE environment_id = ${environmentId}::uuid AND module_id = ANY(${modules}) ORDER BY key`),
  read: (rows: Row[]) => rows.map((row) => ({ ...row, revision: BigInt(row.revision), updatedAt: timeOf(row.updatedAt) })),
};
