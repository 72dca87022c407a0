import type { ProjectContext } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import type { Phase } from "../platform/generated/prisma/client.ts";
import { isId } from "../platform/ids.ts";
import type { PhaseView } from "./schema.ts";

/** Phases of the project, in their order. */
export async function listPhases(context: ProjectContext): Promise<PhaseView[]> {
  return (await phaseRows(context)).map(phaseView);
}

/** One phase. Throws `not-found`. */
export async function readPhase(context: ProjectContext, id: string): Promise<PhaseView> {
  return phaseView(await phaseRow(context, id));
}

export function phaseRows(context: ProjectContext): Promise<Phase[]> {
  return context.db.phase.findMany({ where: { projectId: context.project.id }, orderBy: [{ position: "asc" }, { id: "asc" }] });
}

/** The stored row behind an id. Throws `not-found`. */
export async function phaseRow(context: ProjectContext, id: string): Promise<Phase> {
  const row = isId(id) ? await context.db.phase.findFirst({ where: { id, projectId: context.project.id } }) : null;
  if (!row) throw notFound("phase");
  return row;
}

export function phaseView({ id, position, name, goal, version, createdAt }: Phase): PhaseView {
  return { id, position, name, goal, version, createdAt: createdAt.toISOString() };
}
