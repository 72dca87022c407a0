import type { ProjectContext } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import type { Module } from "../platform/generated/prisma/client.ts";
import type { ModuleView } from "./schema.ts";

/** Modules of the project, by key: those that are archived, or the others. */
export async function listModules(context: ProjectContext, { archived = false } = {}): Promise<ModuleView[]> {
  const where = { projectId: context.project.id, archivedAt: archived ? { not: null } : null };
  const rows = await context.db.module.findMany({ where, orderBy: { key: "asc" } });
  return rows.map(moduleView);
}

export function countModules({ db, project }: ProjectContext): Promise<number> {
  return db.module.count({ where: { projectId: project.id, archivedAt: null } });
}

/** One module. Throws `not-found`. */
export async function readModule(context: ProjectContext, key: string): Promise<ModuleView> {
  return moduleView(await moduleRow(context, key));
}

/** The stored row behind a key. Throws `not-found`. */
export async function moduleRow(context: ProjectContext, key: string): Promise<Module> {
  const row = await context.db.module.findUnique({ where: { projectId_key: { projectId: context.project.id, key } } });
  if (!row) throw notFound("module");
  return row;
}

export function moduleView(row: Module): ModuleView {
  const { key, name, domain, owner, oldSystem, newSystem, version } = row;
  const archivedAt = row.archivedAt?.toISOString() ?? null;
  return { key, name, domain, owner, oldSystem, newSystem, archivedAt, version, createdAt: row.createdAt.toISOString() };
}

export type Unfinished = { environment: string; what: "plan" | "proposal" | "job" | "rollback" | "ledger"; count: number };

/** What has been begun for a module and not ended, by environment. */
export function unfinished({ db }: ProjectContext, moduleId: string): Promise<Unfinished[]> {
  return db.$queryRaw<Unfinished[]>`
    SELECT e.key AS environment, u.what, count(*)::int AS count FROM (
      SELECT environment_id, 'plan' AS what FROM plans WHERE module_id = ${moduleId}::uuid AND state = 'waiting'
      UNION ALL
      SELECT p.environment_id, 'proposal' FROM proposals p JOIN switches s ON s.id = p.switch_id
      WHERE s.module_id = ${moduleId}::uuid AND p.state = 'open'
      UNION ALL
      SELECT environment_id, 'job' FROM jobs WHERE module_id = ${moduleId}::uuid AND state = 'running'
      UNION ALL
      SELECT environment_id, 'rollback' FROM rollback_legs WHERE module_id = ${moduleId}::uuid AND state = 'pending'
      UNION ALL
      SELECT environment_id, 'ledger' FROM ledger_entries WHERE module_id = ${moduleId}::uuid AND resolved_at IS NULL
    ) u JOIN environments e ON e.id = u.environment_id GROUP BY e.key, e.position, u.what ORDER BY e.position, u.what`;
}
