import type { Doubt, Reconciliation } from "../../core/stages/facts.ts";
import type { Side } from "../../core/stages/positions.ts";
import type { OpenDoubt } from "../../instances/reads.ts";
import type { Db } from "../../platform/db.ts";

/** What comparisons of both stores, ended with nothing left that differs, say of modules. */
export type Reconciled = {
  /** The last one of all keys that no instance could spoil from behind. */
  last: (moduleId: string, store: Side) => Reconciliation | null;
  /** The stores of a module that still may lack what the instance of a doubt wrote. */
  doubted: (moduleId: string, doubt: OpenDoubt) => Doubt["stores"];
};

type Last = { moduleId: string; store: Side; revision: number; startedAt: Date; finishedAt: Date };
type Lifted = { doubt: number; moduleId: string; store: Side };

const SIDES = ["old", "new"] as const;

/**
 * A comparison brings one store up to date from the other. So it lifts what is doubted of that store alone: if it began
 * when the instance certainly did nothing more, went through every key written since, and no operation left the store out.
 */
export async function reconciledOf(
  db: Db,
  environmentId: string,
  moduleIds: readonly string[],
  doubts: readonly OpenDoubt[],
): Promise<Reconciled> {
  const whole = await db.$queryRaw<Last[]>`
    SELECT m.id AS "moduleId", s.store, j.revision::float8 AS revision, j.started_at AS "startedAt", j.finished_at AS "finishedAt"
    FROM unnest(${moduleIds}::uuid[]) m(id) CROSS JOIN unnest(${SIDES}::text[]) s(store)
    CROSS JOIN LATERAL (
      SELECT revision, started_at, finished_at FROM jobs
      WHERE environment_id = ${environmentId}::uuid AND module_id = m.id AND store = s.store
        AND state = 'done' AND differences = 0 AND covered AND since IS NULL
      ORDER BY started_at DESC LIMIT 1) j`;
  const lasts = new Map(whole.map((one) => [`${one.moduleId} ${one.store}`, one]));
  const lifted = new Set((await liftedInPart(db, environmentId, moduleIds, doubts)).map(nameOf));
  return {
    last: (moduleId, store) => {
      const one = lasts.get(`${moduleId} ${store}`);
      return one ? { revision: one.revision, finishedAt: one.finishedAt, covered: true } : null;
    },
    doubted: (moduleId, doubt) =>
      SIDES.filter((store) => {
        const one = lasts.get(`${moduleId} ${store}`);
        if (one && one.startedAt >= doubt.noticedAt) return false;
        return !lifted.has(nameOf({ doubt: doubts.indexOf(doubt), moduleId, store }));
      }),
  };
}

/** Doubts, by their place in the list, that comparisons of the keys written since have lifted. */
async function liftedInPart(
  db: Db,
  environmentId: string,
  moduleIds: readonly string[],
  doubts: readonly OpenDoubt[],
): Promise<Lifted[]> {
  if (doubts.length === 0) return [];
  const [noticed, since] = [doubts.map(({ noticedAt }) => noticedAt), doubts.map((doubt) => doubt.since)];
  return db.$queryRaw<Lifted[]>`
    SELECT DISTINCT (d.place - 1)::int AS doubt, j.module_id AS "moduleId", j.store
    FROM unnest(${noticed}::timestamptz[], ${since}::timestamptz[]) WITH ORDINALITY d(noticed_at, since, place)
    JOIN jobs j ON j.environment_id = ${environmentId}::uuid AND j.module_id = ANY(${moduleIds}::uuid[])
      AND j.state = 'done' AND j.differences = 0 AND j.covered AND j.since <= d.since AND j.started_at >= d.noticed_at`;
}

function nameOf({ doubt, moduleId, store }: Lifted): string {
  return `${doubt} ${moduleId} ${store}`;
}
