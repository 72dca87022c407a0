import { COUNTS } from "../instances/reads/counted.ts";
import { keepWithin, type ProjectContext } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import type { Environment } from "../platform/generated/prisma/client.ts";
import type { EnvironmentView } from "./schema.ts";

/** Environments of the project that the asker may know of, in their order: those that are archived, or the others. */
export async function listEnvironments(context: ProjectContext, { archived = false } = {}): Promise<EnvironmentView[]> {
  const { environmentId } = context.project;
  const rows = await environmentRows(context, archived);
  return rows.filter(({ id }) => environmentId === null || id === environmentId).map(environmentView);
}

export function environmentRows({ db, project }: ProjectContext, archived = false): Promise<Environment[]> {
  return db.environment.findMany({
    where: { projectId: project.id, archivedAt: archived ? { not: null } : null },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
}

export type Use = {
  what: "instance" | "token" | "plan" | "proposal" | "job" | "rollback";
  count: number;
  example: string | null;
};

/** Who reads here, and what has been begun and not ended. */
export function usesOf({ db, now }: ProjectContext, environmentId: string): Promise<Use[]> {
  return db.$queryRaw<Use[]>`
    SELECT what, count(*)::int AS count, min(name) AS example FROM (
      SELECT 'instance' AS what, service || ' ' || instance AS name FROM instances
      WHERE environment_id = ${environmentId}::uuid AND departed_at IS NULL AND ${COUNTS}
      UNION ALL
      SELECT 'token', name FROM api_tokens WHERE environment_id = ${environmentId}::uuid AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > ${now})
      UNION ALL
      SELECT 'plan', NULL FROM plans WHERE environment_id = ${environmentId}::uuid AND state = 'waiting'
      UNION ALL
      SELECT 'proposal', NULL FROM proposals WHERE environment_id = ${environmentId}::uuid AND state = 'open'
      UNION ALL
      SELECT 'job', NULL FROM jobs WHERE environment_id = ${environmentId}::uuid AND state = 'running'
      UNION ALL
      SELECT 'rollback', NULL FROM rollback_legs WHERE environment_id = ${environmentId}::uuid AND state = 'pending'
    ) used GROUP BY what ORDER BY what`;
}

/** One environment. Throws `not-found`, and `forbidden` for a token of another one. */
export async function readEnvironment(context: ProjectContext, key: string): Promise<EnvironmentView> {
  return environmentView(await environmentRow(context, key));
}

export async function environmentRow(context: ProjectContext, key: string): Promise<Environment> {
  const { db, project } = context;
  const row = await db.environment.findUnique({ where: { projectId_key: { projectId: project.id, key } } });
  if (!row) throw notFound("environment");
  keepWithin(context, row.id);
  return row;
}

export function environmentView(row: Environment): EnvironmentView {
  const { key, name, position, version } = row;
  return {
    key,
    name,
    position,
    protected: row.protected,
    approvals: row.approvals,
    stepLimit: row.stepLimit,
    allowedOrigins: row.allowedOrigins,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    version,
    revision: Number(row.revision),
    createdAt: row.createdAt.toISOString(),
  };
}
