import { keepWithin, type ProjectContext } from "../../platform/context.ts";
import { notFound } from "../../platform/errors.ts";

/** An environment with what decides how careful changes must be. */
export type EnvironmentRow = { id: string; key: string; protected: boolean; approvals: boolean; stepLimit: number | null };

export const ENVIRONMENT_FIELDS = { id: true, key: true, protected: true, approvals: true, stepLimit: true } as const;

/** The project's environment of that key. Throws `not-found`, and `forbidden` for a token of another one. */
export async function environmentOf(context: ProjectContext, key: string): Promise<EnvironmentRow> {
  const found = await context.db.environment.findUnique({
    where: { projectId_key: { projectId: context.project.id, key } },
    select: ENVIRONMENT_FIELDS,
  });
  if (!found) throw notFound("environment");
  keepWithin(context, found.id);
  return found;
}
