import { parseRefusals } from "../core/stages/stored.ts";
import type { ProjectContext } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import { Prisma, type ProjectRollback } from "../platform/generated/prisma/client.ts";
import { isId } from "../platform/ids.ts";
import type { ProjectRollbackView } from "./schema.ts";

/** Those that do not go back are named up to here; the rest is counted. */
const MOST_NAMED = 100;

/** One rollback of the project. Throws `not-found`, also for a token of another environment than all it covers. */
export async function readRollback(context: ProjectContext, id: string): Promise<ProjectRollbackView> {
  const [found] = isId(id) ? await views(context, Prisma.sql`r.id = ${id}::uuid`, 1) : [];
  if (!found) throw notFound("rollback");
  return found;
}

/** The project's rollbacks, newest first. */
export async function listRollbacks(
  context: ProjectContext,
  { state, limit }: { state?: "running" | "done" | undefined; limit: number },
): Promise<{ items: ProjectRollbackView[]; nextCursor: null }> {
  const where = state === undefined ? Prisma.sql`true` : Prisma.sql`r.state = ${state}`;
  return { items: await views(context, where, limit), nextCursor: null };
}

type Row = Omit<ProjectRollback, "projectId"> & Pick<ProjectRollbackView, "modules" | "unmoved">;

async function views({ db, project }: ProjectContext, where: Prisma.Sql, limit: number): Promise<ProjectRollbackView[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT r.id::text, r.environment, r.target, r.state, r.held, r.actor_kind AS "actorKind", r.actor_id AS "actorId",
           r.actor_name AS "actorName", r.reason, r.created_at AS "createdAt", r.finished_at AS "finishedAt",
           legs.modules, coalesce(named.unmoved, '[]') AS unmoved
    FROM project_rollbacks r
    CROSS JOIN LATERAL (
      SELECT json_build_object('of', count(*), 'pending', count(*) FILTER (WHERE l.state = 'pending'),
               'begun', count(*) FILTER (WHERE l.state = 'begun'), 'waiting', count(p.id),
               'unmoved', count(*) FILTER (WHERE l.state IN ('nothing-behind', 'refused', 'failed')),
               'superseded', count(*) FILTER (WHERE l.state = 'superseded')) AS modules
      FROM rollback_legs l LEFT JOIN plans p ON p.id = l.plan_id AND p.state = 'waiting' WHERE l.rollback_id = r.id) legs
    CROSS JOIN LATERAL (
      SELECT json_agg(u) AS unmoved FROM (
        SELECT m.key AS module, e.key AS environment, l.state, l.refusals
        FROM rollback_legs l JOIN modules m ON m.id = l.module_id JOIN environments e ON e.id = l.environment_id
        WHERE l.rollback_id = r.id AND l.state IN ('nothing-behind', 'refused', 'failed')
        ORDER BY m.key, e.position LIMIT ${MOST_NAMED}) u) named
    WHERE r.project_id = ${project.id}::uuid AND ${where}
      AND (${project.environmentKey}::text IS NULL OR r.environment = ${project.environmentKey})
    ORDER BY r.created_at DESC, r.id DESC LIMIT ${limit}`;
  return rows.map((row) => ({
    id: row.id,
    environment: row.environment,
    to: row.target as ProjectRollbackView["to"],
    state: row.state as ProjectRollbackView["state"],
    held: row.held,
    modules: row.modules,
    unmoved: row.unmoved.map((leg) => ({ ...leg, refusals: parseRefusals(leg.refusals) })),
    actor: { kind: row.actorKind as ProjectRollbackView["actor"]["kind"], id: row.actorId, name: row.actorName },
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }));
}
