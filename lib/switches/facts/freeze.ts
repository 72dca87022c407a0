import type { Facts } from "../../core/stages/facts.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf, timeOf } from "./ask.ts";

/** The freeze window that is open now and ends last. `now` is the clock of the request. */
export function freeze(now: Date): Fact<Facts["freeze"]> {
  return {
    sql: ({ projectId, environmentId }) =>
      rowsOf(Prisma.sql`
        SELECT ends_at AS until, reason FROM freeze_windows
        WHERE project_id = ${projectId}::uuid AND starts_at <= ${now} AND ends_at > ${now}
          AND (environment_id IS NULL OR environment_id = ${environmentId}::uuid)
        ORDER BY ends_at DESC LIMIT 1`),
    read: ([window]: { until: string; reason: string }[]) =>
      window ? { until: timeOf(window.until), reason: window.reason } : null,
  };
}
