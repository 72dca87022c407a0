import type { Refusal } from "../../core/stages/propose.ts";
import type { Actor, ProjectContext } from "../../platform/context.ts";
import { inTransaction } from "../../platform/context.ts";
import { type Db, isPassing, isUnreachable } from "../../platform/db.ts";
import { AppError, conflict } from "../../platform/errors.ts";
import { systemContext } from "../../platform/system.ts";
import { lockModules } from "../../switches/commands/lock.ts";
import { moduleBack } from "../../switches/commands/rollback.ts";
import { write } from "../../switches/commands/write.ts";

/** One module of a project's rollback that nobody has looked at yet. */
export type Leg = {
  rollback: string;
  environmentId: string;
  environment: string;
  moduleId: string;
  module: string;
  project: { id: string; key: string };
  actor: Actor;
  to: "old" | null;
  reason: string | null;
};

/** Modules that are to go back, by project in turn, so that none waits for the end of another. */
export async function pendingLegs(db: Db, most: number): Promise<Leg[]> {
  return db.$queryRaw<Leg[]>`
    SELECT r.id::text AS rollback, e.id::text AS "environmentId", e.key AS environment, m.id::text AS "moduleId", m.key AS module,
           json_build_object('id', p.id, 'key', p.key) AS project,
           json_build_object('kind', r.actor_kind, 'id', r.actor_id, 'name', r.actor_name) AS actor, r.target AS to, r.reason
    FROM rollback_legs l JOIN project_rollbacks r ON r.id = l.rollback_id JOIN projects p ON p.id = r.project_id
    JOIN environments e ON e.id = l.environment_id JOIN modules m ON m.id = l.module_id
    WHERE l.state = 'pending'
    ORDER BY row_number() OVER (PARTITION BY r.id ORDER BY e.position DESC, m.key), r.created_at LIMIT ${most}`;
}

type Outcome = { state: "begun" | "nothing-behind" | "refused" | "failed"; plan: string | null; refusals: Refusal[] };

/**
 * Takes one module back as far as its rules allow now, in a transaction of its own. What it stores and that it was looked
 * at are stored together, so whoever dies in between neither skips nor repeats it. What may work a moment later stays
 * pending; what cannot be done at all is told and does not keep the others. Answers whether it is settled.
 */
export async function settleLeg(db: Db, leg: Leg): Promise<boolean> {
  const context = systemContext(db, new Date(), leg.project, leg.actor);
  try {
    await inTransaction(context, async (inside) => {
      const locked = await lockModules(inside, leg.environment, [leg.module]);
      const back = await moduleBack(inside, locked, { to: leg.to ?? undefined, reason: leg.reason ?? undefined });
      await write(inside, locked);
      const state = back === null ? "nothing-behind" : back.refusals ? "refused" : "begun";
      await settle(inside, leg, { state, plan: back?.plan?.id ?? null, refusals: back?.refusals ?? [] });
    });
    return true;
  } catch (error) {
    if (isUnreachable(error)) throw error;
    if (isPassing(error) || (error instanceof AppError && WAITS.includes(error.code))) return false;
    const message = error instanceof AppError ? error.message : "This module could not be taken back. The log says more.";
    const refusals = [{ rule: "failed", message, detail: {} }];
    await inTransaction(context, (inside) => settle(inside, leg, { state: "failed", plan: null, refusals }));
    if (error instanceof AppError) return true;
    throw error;
  }
}

/** Somebody else settled it, or the database is another one than it was. */
const WAITS = ["conflict", "refused"];

async function settle({ db, now }: ProjectContext, leg: Leg, { state, plan, refusals }: Outcome): Promise<void> {
  const [row] = await db.$queryRaw<{ settled: number }[]>`
    WITH settled AS (
      UPDATE rollback_legs SET state = ${state}, plan_id = ${plan}::uuid, refusals = ${JSON.stringify(refusals)}::jsonb, settled_at = ${now}
      WHERE rollback_id = ${leg.rollback}::uuid AND environment_id = ${leg.environmentId}::uuid
        AND module_id = ${leg.moduleId}::uuid AND state = 'pending' RETURNING 1),
    ended AS (
      UPDATE project_rollbacks r SET state = 'done', finished_at = ${now} FROM settled
      WHERE r.id = ${leg.rollback}::uuid AND NOT EXISTS (
        SELECT 1 FROM rollback_legs l WHERE l.rollback_id = r.id AND l.state = 'pending'
          AND (l.environment_id, l.module_id) <> (${leg.environmentId}::uuid, ${leg.moduleId}::uuid)))
    SELECT count(*)::int AS settled FROM settled`;
  if (row?.settled !== 1) throw conflict("Somebody else looked at this module.", null);
}
