import type { PlanStep } from "../core/stages/plan-step.ts";
import type { Refusal } from "../core/stages/propose.ts";
import { parseRefusals, parseSteps } from "../core/stages/stored.ts";
import { type Actor, keepWithin, ownEnvironment, type ProjectContext } from "../platform/context.ts";
import { checkCursor } from "../platform/cursor.ts";
import type { Db } from "../platform/db.ts";
import { notFound } from "../platform/errors.ts";
import { type Plan, Prisma } from "../platform/generated/prisma/client.ts";
import { isId } from "../platform/ids.ts";
import type { EnvironmentRow } from "../switches/reads/environment.ts";
import type { PlanView } from "./schema.ts";

export type PlanRow = Parsed & { module: { key: string }; environment: { key: string } };

type Parsed = Omit<Plan, "kind" | "state" | "steps" | "waitsFor"> &
  Pick<PlanView, "kind" | "state"> & { steps: PlanStep[]; waitsFor: Refusal[] };

/** A plan as it is stored, by whichever query it was read. */
export function parsedPlan<Row extends Pick<Plan, "kind" | "state"> & { steps: unknown; waitsFor: unknown }>(row: Row) {
  return {
    ...row,
    kind: row.kind as PlanView["kind"],
    state: row.state as PlanView["state"],
    steps: parseSteps(row.steps),
    waitsFor: parseRefusals(row.waitsFor),
  };
}

/** Adds the keys; one query after the other, since a transaction has one connection. */
async function keyed(db: Db, plans: Plan[]): Promise<PlanRow[]> {
  const keys = { id: true, key: true };
  const modules = await db.module.findMany({ where: { id: { in: plans.map((plan) => plan.moduleId) } }, select: keys });
  const among = { id: { in: plans.map((plan) => plan.environmentId) } };
  const environments = await db.environment.findMany({ where: among, select: keys });
  const keyOf = (rows: { id: string; key: string }[], id: string) => ({ key: rows.find((row) => row.id === id)?.key ?? "" });
  return plans.map((plan) => ({
    ...parsedPlan(plan),
    module: keyOf(modules, plan.moduleId),
    environment: keyOf(environments, plan.environmentId),
  }));
}

/** As a query of waiting plans makes them, with the keys of what they belong to. */
export type StoredPlan = Omit<PlanRow, "steps" | "waitsFor" | "kind" | "state" | "environment"> &
  Pick<Plan, "kind" | "state"> & {
    steps: unknown;
    waitsFor: unknown;
    environment: EnvironmentRow;
    project: { id: string; key: string };
  };

/** Plans that have not reached their end, oldest first. */
export function waitingQuery(where: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT p.id::text, p.project_id::text AS "projectId", p.environment_id::text AS "environmentId",
           p.module_id::text AS "moduleId", p.kind, p.state, p.steps, p.done, p.not_before AS "notBefore",
           p.give_up_at AS "giveUpAt", p.waits_for AS "waitsFor", p.override, p.override_by AS "overrideBy",
           p.override_by_id AS "overrideById", p.actor_kind AS "actorKind", p.actor_id AS "actorId",
           p.actor_name AS "actorName", p.reason, p.created_at AS "createdAt", p.updated_at AS "updatedAt",
           json_build_object('key', m.key) AS module, json_build_object('id', o.id, 'key', o.key) AS project,
           json_build_object('id', e.id, 'key', e.key, 'protected', e.protected, 'approvals', e.approvals,
                             'stepLimit', e.step_limit) AS environment
    FROM plans p JOIN modules m ON m.id = p.module_id JOIN environments e ON e.id = p.environment_id
    JOIN projects o ON o.id = p.project_id
    WHERE p.state = 'waiting' AND (${where}) ORDER BY p.created_at`;
}

export function storedPlans(db: Db, where: Prisma.Sql): Promise<StoredPlan[]> {
  return db.$queryRaw<StoredPlan[]>`${waitingQuery(where)}`;
}

export function planView(row: PlanRow): PlanView {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    module: row.module.key,
    environment: row.environment.key,
    steps: row.steps,
    done: row.done,
    notBefore: row.notBefore?.toISOString() ?? null,
    giveUpAt: row.giveUpAt?.toISOString() ?? null,
    waitsFor: row.waitsFor,
    override: row.override,
    actor: actorOf(row),
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function actorOf(row: Pick<Plan, "actorKind" | "actorId" | "actorName">): Actor {
  return { kind: row.actorKind as Actor["kind"], id: row.actorId, name: row.actorName };
}

/** One plan of the project. Throws `not-found`, and `forbidden` for a token of another environment. */
export async function planRow(context: ProjectContext, id: string): Promise<PlanRow> {
  const { db, project } = context;
  const plan = isId(id) ? await db.plan.findFirst({ where: { id, projectId: project.id } }) : null;
  const [row] = plan ? await keyed(db, [plan]) : [];
  if (!row) throw notFound("plan");
  keepWithin(context, row.environmentId);
  return row;
}

/** Plans of the project, newest first. The cursor is the id of the last one of the page before. */
export async function listPlans(
  context: ProjectContext,
  only: { environment?: string | undefined; state?: PlanView["state"] | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: PlanView[]; nextCursor: string | null }> {
  const { db, project } = context;
  await checkCursor(only.cursor, (id) => db.plan.count({ where: { id, projectId: project.id } }));
  const after = only.cursor === undefined ? null : await planRow(context, only.cursor);
  const rows = await db.plan.findMany({
    where: {
      projectId: project.id,
      ...ownEnvironment(context),
      ...(only.environment === undefined ? {} : { environment: { is: { key: only.environment } } }),
      ...(only.state === undefined ? {} : { state: only.state }),
      ...(after === null
        ? {}
        : { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: only.limit + 1,
  });
  const items = (await keyed(db, rows.slice(0, only.limit))).map(planView);
  return { items, nextCursor: rows.length > only.limit ? (items.at(-1)?.id ?? null) : null };
}
