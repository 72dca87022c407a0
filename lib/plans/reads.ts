import type { Actor, ProjectContext } from "../platform/context.ts";
import { checkCursor } from "../platform/cursor.ts";
import type { Db } from "../platform/db.ts";
import { notFound } from "../platform/errors.ts";
import type { Plan } from "../platform/generated/prisma/client.ts";
import { isId } from "../platform/ids.ts";
import type { PlanView } from "./schema.ts";

export type PlanRow = Plan & { module: { key: string }; environment: { key: string } };

/** Adds the keys; one query after the other, since a transaction has one connection. */
async function keyed(db: Db, plans: Plan[]): Promise<PlanRow[]> {
  const keys = { id: true, key: true };
  const modules = await db.module.findMany({ where: { id: { in: plans.map((plan) => plan.moduleId) } }, select: keys });
  const among = { id: { in: plans.map((plan) => plan.environmentId) } };
  const environments = await db.environment.findMany({ where: among, select: keys });
  const keyOf = (rows: { id: string; key: string }[], id: string) => ({ key: rows.find((row) => row.id === id)?.key ?? "" });
  return plans.map((plan) => ({
    ...plan,
    module: keyOf(modules, plan.moduleId),
    environment: keyOf(environments, plan.environmentId),
  }));
}

/** A plan that has not reached its end; null otherwise. */
export async function waitingPlan(db: Db, id: string): Promise<PlanRow | null> {
  const plan = await db.plan.findFirst({ where: { id, state: "waiting" } });
  return plan && ((await keyed(db, [plan]))[0] ?? null);
}

export function planView(row: PlanRow): PlanView {
  return {
    id: row.id,
    kind: row.kind as PlanView["kind"],
    state: row.state as PlanView["state"],
    module: row.module.key,
    environment: row.environment.key,
    steps: row.steps as unknown as PlanView["steps"],
    done: row.done,
    notBefore: row.notBefore?.toISOString() ?? null,
    giveUpAt: row.giveUpAt?.toISOString() ?? null,
    waitsFor: row.waitsFor as unknown as PlanView["waitsFor"],
    override: row.override,
    actor: actorOf(row),
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function actorOf(row: Plan): Actor {
  return { kind: row.actorKind as Actor["kind"], id: row.actorId, name: row.actorName };
}

/** One plan of the project. Throws `not-found`. */
export async function planRow({ db, project }: ProjectContext, id: string): Promise<PlanRow> {
  const plan = isId(id) ? await db.plan.findFirst({ where: { id, projectId: project.id } }) : null;
  const [row] = plan ? await keyed(db, [plan]) : [];
  if (!row) throw notFound("plan");
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
