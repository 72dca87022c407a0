import type { ProjectContext } from "../platform/context.ts";
import { Prisma } from "../platform/generated/prisma/client.ts";
import type { Contact, FirstSteps } from "./schema.ts";

type Row = Omit<Contact, "at"> & { at: Date };

/** How far a project has come from nothing to its first move; for a token, in its own environment. */
export async function firstSteps({ db, project }: ProjectContext): Promise<FirstSteps> {
  const own = project.environmentId;
  const environments = Prisma.sql`
    SELECT id FROM environments WHERE project_id = ${project.id}::uuid AND (${own}::uuid IS NULL OR id = ${own}::uuid)`;
  const [contacts, [steps]] = await Promise.all([
    db.$queryRaw<Row[]>`
      (SELECT 'sdk' AS by, service || ' ' || instance AS name, NULL AS read, acknowledged_at AS at FROM instances
       WHERE environment_id IN (${environments}) ORDER BY acknowledged_at DESC LIMIT 1)
      UNION ALL
      (SELECT 'flags', name, (
         SELECT c.name FROM token_contacts c WHERE c.token_id = t.id AND c.kind = 'flag' ORDER BY c.at DESC LIMIT 1
       ), last_used_at FROM api_tokens t
       WHERE environment_id IN (${environments}) AND 'read' = ANY(scopes) AND last_used_at IS NOT NULL
       ORDER BY last_used_at DESC LIMIT 1)
      UNION ALL
      (SELECT 'measurements', m.key, NULL, s.newest_at FROM measurement_series s JOIN modules m ON m.id = s.module_id
       WHERE s.environment_id IN (${environments}) AND s.newest_at IS NOT NULL ORDER BY s.newest_at DESC LIMIT 1)
      ORDER BY at DESC`,
    db.$queryRaw<Omit<FirstSteps, "contacts">[]>`
      SELECT count(*)::int AS modules, min(key) AS example,
             EXISTS (SELECT FROM switches WHERE environment_id IN (${environments}) AND version > 1) AS moved
      FROM modules WHERE project_id = ${project.id}::uuid AND archived_at IS NULL`,
  ]);
  return {
    modules: steps?.modules ?? 0,
    contacts: contacts.map((one) => ({ ...one, at: one.at.toISOString() })),
    moved: steps?.moved ?? false,
    example: steps?.example ?? null,
  };
}
