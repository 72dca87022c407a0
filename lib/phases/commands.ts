import type { z } from "zod";
import { record } from "../audit/commands.ts";
import { staleWrite } from "../audit/reads/trail.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../platform/context.ts";
import { type AppError, refused } from "../platform/errors.ts";
import { phaseRow, phaseRows, phaseView, readPhase } from "./reads.ts";
import type { PhaseView, phaseBodySchema, phasePatchSchema } from "./schema.ts";

/** Adds a phase, last unless a position is given. */
export async function createPhase(context: ProjectContext, input: z.infer<typeof phaseBodySchema>): Promise<PhaseView> {
  authorise(context, "plan.edit");
  const { position, ...fields } = input;
  return inTransaction(context, async (inside) => {
    const { db, project, now } = inside;
    await lockProject(inside);
    const others = (await phaseRows(inside)).map(({ id }) => id);
    const row = await db.phase.create({
      data: { ...fields, projectId: project.id, position: others.length + 1, createdAt: now },
    });
    if (position !== undefined) await arrange(inside, placed(others, row.id, position));
    const view = await readPhase(inside, row.id);
    const after = { name: view.name, goal: view.goal, position: view.position };
    await record(inside, { act: "phase.create", targetKind: "phase", targetKey: row.id, before: null, after });
    return view;
  });
}

/** Renames a phase, restates its goal or moves it to another place in the order. */
export async function updatePhase(
  context: ProjectContext,
  input: { phase: string } & z.infer<typeof phasePatchSchema>,
): Promise<PhaseView> {
  authorise(context, "plan.edit");
  const { phase: id, expectedVersion, reason, position, ...wanted } = input;
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const row = await phaseRow(inside, id);
    if (row.version !== expectedVersion) throw await stale(inside, id, expectedVersion);
    const ids = (await phaseRows(inside)).map((phase) => phase.id);
    const order = position === undefined ? ids : placed(ids, id, position);
    const changed = changedFields(phaseView(row), { ...wanted, position: order.indexOf(id) + 1 });
    if (!changed) return phaseView(row);
    const { count } = await inside.db.phase.updateMany({
      where: { id, version: expectedVersion },
      data: { ...changed.after, version: { increment: 1 } },
    });
    if (count !== 1) throw await stale(inside, id, expectedVersion);
    await arrange(inside, order);
    await record(inside, { act: "phase.update", targetKind: "phase", targetKey: id, ...changed, reason: reason ?? null });
    return readPhase(inside, id);
  });
}

/** Removes a phase that has no milestones; otherwise refused with their number. */
export async function deletePhase(context: ProjectContext, input: { phase: string; expectedVersion: number }): Promise<void> {
  authorise(context, "plan.edit");
  const { phase: id, expectedVersion } = input;
  return inTransaction(context, async (inside) => {
    const { db } = inside;
    await lockProject(inside);
    const row = await phaseRow(inside, id);
    if (row.version !== expectedVersion) throw await stale(inside, id, expectedVersion);
    const milestones = await db.milestone.count({ where: { phaseId: id } });
    if (milestones > 0) throw notEmpty(row.name, milestones);
    const { count } = await db.phase.deleteMany({ where: { id, version: expectedVersion } });
    if (count !== 1) throw await stale(inside, id, expectedVersion);
    await arrange(
      inside,
      (await phaseRows(inside)).map((phase) => phase.id),
    );
    const before = { name: row.name, goal: row.goal, position: row.position };
    await record(inside, { act: "phase.delete", targetKind: "phase", targetKey: id, before, after: null });
  });
}

function placed(ids: readonly string[], id: string, position: number): string[] {
  const others = ids.filter((other) => other !== id);
  return [...others.slice(0, position - 1), id, ...others.slice(position - 1)];
}

async function arrange(context: ProjectContext, ids: readonly string[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    const position = index + 1;
    await context.db.phase.updateMany({ where: { id, position: { not: position } }, data: { position } });
  }
}

function notEmpty(name: string, milestones: number): AppError {
  const message = `“${name}” still has ${milestones === 1 ? "one milestone" : `${milestones} milestones`}. Move or delete them first.`;
  return refused([{ rule: "not-empty", message, detail: { milestones } }]);
}

async function stale(context: ProjectContext, id: string, expected: number): Promise<AppError> {
  const current = await readPhase(context, id);
  return staleWrite(context, { kind: "phase", key: id, label: `“${current.name}”` }, expected, current);
}
