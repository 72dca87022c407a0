import type { Doubt, Reconciliation } from "../../core/stages/facts.ts";
import type { Side } from "../../core/stages/positions.ts";
import { doubtsQuery, type OpenDoubt } from "../../instances/reads/doubts.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, rowsOf, timeOf } from "./ask.ts";

type Last = { moduleId: string; store: Side; revision: number; startedAt: string; finishedAt: string };
type Lifted = { service: string; instance: string; incarnation: string; moduleId: string; store: Side };

const SIDES = ["old", "new"] as const;

/** The last comparison of all keys that ended with nothing that differs and that no instance could spoil from behind. */
export const compared: Fact<Last[]> = {
  sql: ({ environmentId, modules }) =>
    rowsOf(Prisma.sql`
      SELECT m.id AS "moduleId", s.store, j.revision, j.started_at AS "startedAt", j.finished_at AS "finishedAt"
      FROM unnest(${modules}) m(id) CROSS JOIN unnest(${SIDES}::text[]) s(store)
      CROSS JOIN LATERAL (
        SELECT revision, started_at, finished_at FROM jobs
        WHERE environment_id = ${environmentId}::uuid AND module_id = m.id AND store = s.store
          AND state = 'done' AND differences = 0 AND covered AND since IS NULL
        ORDER BY started_at DESC LIMIT 1) j`),
  read: (rows: Last[]) => rows,
};

/** Doubts that comparisons of the keys written since have lifted. */
export const lifted: Fact<Lifted[]> = {
  sql: ({ environmentId, modules }) =>
    rowsOf(Prisma.sql`
      SELECT DISTINCT d.service, d.instance, d.incarnation, j.module_id AS "moduleId", j.store
      FROM (${doubtsQuery(environmentId)}) d
      JOIN jobs j ON j.environment_id = ${environmentId}::uuid AND j.module_id = ANY(${modules})
        AND j.state = 'done' AND j.differences = 0 AND j.covered AND j.since <= d.since AND j.started_at >= d."noticedAt"`),
  read: (rows: Lifted[]) => rows,
};

/** What comparisons of both stores say of modules. */
export type Reconciled = {
  last: (moduleId: string, store: Side) => Reconciliation | null;
  /** The stores of a module that still may lack what the instance of a doubt wrote. */
  doubted: (moduleId: string, doubt: OpenDoubt) => Doubt["stores"];
};

/**
 * A comparison brings one store up to date from the other. So it lifts what is doubted of that store alone: if it began
 * when the instance certainly did nothing more, went through every key written since, and no operation left the store out.
 */
export function reconciledOf(whole: readonly Last[], part: readonly Lifted[]): Reconciled {
  const lasts = new Map(whole.map((one) => [`${one.moduleId} ${one.store}`, one]));
  const names = new Set(part.map(nameOf));
  return {
    last: (moduleId, store) => {
      const one = lasts.get(`${moduleId} ${store}`);
      return one ? { revision: one.revision, finishedAt: timeOf(one.finishedAt), covered: true } : null;
    },
    doubted: (moduleId, doubt) =>
      SIDES.filter((store) => {
        const one = lasts.get(`${moduleId} ${store}`);
        if (one && timeOf(one.startedAt) >= doubt.noticedAt) return false;
        return !names.has(nameOf({ ...doubt, moduleId, store }));
      }),
  };
}

function nameOf({ service, instance, incarnation, moduleId, store }: Lifted): string {
  return JSON.stringify([service, instance, incarnation, moduleId, store]);
}
