import type { ProjectContext } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import type { Module } from "../platform/generated/prisma/client.ts";
import type { ModuleView } from "./schema.ts";

/** Modules of the project, by key. */
export async function listModules(context: ProjectContext): Promise<ModuleView[]> {
  const rows = await context.db.module.findMany({ where: { projectId: context.project.id }, orderBy: { key: "asc" } });
  return rows.map(moduleView);
}

export function countModules({ db, project }: ProjectContext): Promise<number> {
  return db.module.count({ where: { projectId: project.id } });
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
  return { key, name, domain, owner, oldSystem, newSystem, version, createdAt: row.createdAt.toISOString() };
}
