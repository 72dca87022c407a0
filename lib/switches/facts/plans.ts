import type { PlanRow } from "../../plans/reads.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf, timeOf } from "./ask.ts";

type Times = "notBefore" | "giveUpAt" | "createdAt" | "updatedAt";
type Row = Omit<PlanRow, Times> & { notBefore: string | null; giveUpAt: string | null; createdAt: string; updatedAt: string };

/** Plans of the modules that have not reached their end, oldest first. */
export const plans: Fact<PlanRow[]> = {
  sql: ({ environmentId, modules }) =>
    rowsOf(Prisma.sql`
      SELECT p.id, p.project_id AS "projectId", p.environment_id AS "environmentId", p.module_id AS "moduleId", p.kind, p.state,
             p.steps, p.done, p.not_before AS "notBefore", p.give_up_at AS "giveUpAt", p.waits_for AS "waitsFor", p.override,
             p.override_by AS "overrideBy", p.override_by_id AS "overrideById", p.actor_kind AS "actorKind",
             p.actor_id AS "actorId", p.actor_name AS "actorName", p.reason, p.created_at AS "createdAt",
             p.updated_at AS "updatedAt", json_build_object('key', m.key) AS module, json_build_object('key', e.key) AS environment
      FROM plans p JOIN modules m ON m.id = p.module_id JOIN environments e ON e.id = p.environment_id
      WHERE p.environment_id = ${environmentId}::uuid AND p.module_id = ANY(${modules}) AND p.state = 'waiting'
      ORDER BY p.created_at`),
  read: (rows: Row[]) =>
    rows.map((row) => ({
      ...row,
      notBefore: timeOf(row.notBefore),
      giveUpAt: timeOf(row.giveUpAt),
      createdAt: timeOf(row.createdAt),
      updatedAt: timeOf(row.updatedAt),
    })),
};
