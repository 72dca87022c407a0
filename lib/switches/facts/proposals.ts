import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf } from "./ask.ts";

/** Open proposals for switches of the modules. */
export const proposals: Fact<{ id: string; switchId: string }[]> = {
  sql: ({ environmentId, modules }) =>
    rowsOf(Prisma.sql`
      SELECT p.id, p.switch_id AS "switchId" FROM proposals p JOIN switches s ON s.id = p.switch_id
      WHERE p.environment_id = ${environmentId}::uuid AND p.state = 'open' AND s.module_id = ANY(${modules})
      ORDER BY p.id`),
  read: (rows: { id: string; switchId: string }[]) => rows,
};
