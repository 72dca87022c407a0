import type { ProjectContext } from "../platform/context.ts";
import { readEnv } from "../platform/env.ts";
import type { Contact, FirstSteps } from "./schema.ts";

type Row = Omit<Contact, "at"> & { at: Date };

/** How far a project has come from nothing to its first move; for a token, in its own environment. */
export async function firstSteps({ db, project }: ProjectContext): Promise<FirstSteps> {
  const where = { projectId: project.id, ...(project.environmentKey === null ? {} : { key: project.environmentKey }) };
  const environments = (await db.environment.findMany({ where, select: { id: true } })).map(({ id }) => id);
  const [modules, contacts, [switches]] = await Promise.all([
    db.module.count({ where: { projectId: project.id } }),
    db.$queryRaw<Row[]>`
      (SELECT 'sdk' AS by, service || ' ' || instance AS name, acknowledged_at AS at FROM instances
       WHERE environment_id = ANY(${environments}::uuid[]) ORDER BY acknowledged_at DESC LIMIT 1)
      UNION ALL
      (SELECT 'flags', name, last_used_at FROM api_tokens
       WHERE environment_id = ANY(${environments}::uuid[]) AND 'read' = ANY(scopes) AND last_used_at IS NOT NULL
       ORDER BY last_used_at DESC LIMIT 1)
      UNION ALL
      (SELECT 'measurements', m.key, s.newest_at FROM measurement_series s JOIN modules m ON m.id = s.module_id
       WHERE s.environment_id = ANY(${environments}::uuid[]) AND s.newest_at IS NOT NULL ORDER BY s.newest_at DESC LIMIT 1)
      ORDER BY at DESC`,
    db.$queryRaw<Pick<FirstSteps, "moved" | "example">[]>`
      SELECT coalesce(bool_or(version > 1), false) AS moved, min(key) FILTER (WHERE axis = 'route') AS example
      FROM switches WHERE environment_id = ANY(${environments}::uuid[])`,
  ]);
  return {
    modules,
    contacts: contacts.map((one) => ({ ...one, at: one.at.toISOString() })),
    moved: switches?.moved ?? false,
    example: switches?.example ?? null,
    dataplane: readEnv().DATAPLANE_URL ?? null,
  };
}
