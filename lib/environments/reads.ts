import { keepWithin, type ProjectContext } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import type { Environment } from "../platform/generated/prisma/client.ts";
import type { EnvironmentView } from "./schema.ts";

/** Environments of the project that the asker may know of, in their order. */
export async function listEnvironments({ db, project }: ProjectContext): Promise<EnvironmentView[]> {
  const rows = await db.environment.findMany({
    where: { projectId: project.id, ...(project.environmentId === null ? {} : { id: project.environmentId }) },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
  return rows.map(environmentView);
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
    version,
    revision: Number(row.revision),
    createdAt: row.createdAt.toISOString(),
  };
}
