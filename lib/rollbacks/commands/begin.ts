import { randomUUID } from "node:crypto";
import { firstPosition } from "../../core/stages/positions.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import { notFound } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { type Locked, lockStanding } from "../../switches/commands/lock.ts";
import { nothingBehind } from "../../switches/commands/rollback.ts";
import { store } from "../../switches/commands/store.ts";
import { writeAll } from "../../switches/commands/write.ts";
import { stateOf } from "../../switches/reads/rows.ts";
import { readRollback } from "../reads.ts";
import type { ProjectRollbackView } from "../schema.ts";

export type ProjectRollbackInput = {
  environment?: string | undefined;
  to?: "old" | undefined;
  reason?: string | undefined;
};

/**
 * Begins to take every module of the project back, in one environment or in all: holds every switch that has moved, so
 * that nothing goes forward meanwhile, and leaves each module to the worker. Who asks for what is under way already gets
 * that one; a rollback elsewhere takes over what the one before has not looked at. Throws `refused` when nothing has moved.
 */
export async function rollbackProject(context: ProjectContext, input: ProjectRollbackInput): Promise<ProjectRollbackView> {
  authorise(context, "switch.back");
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const environments = await environmentsOf(inside, input.environment);
    const running = await underWay(inside, input);
    if (running) return readRollback(inside, running);

    const all: Locked[] = [];
    for (const { key } of environments) all.push(await lockStanding(inside, key, "moved"));
    const held = sum(all.map((locked) => holdMoved(inside, locked, input.reason)));
    const id = randomUUID();
    const legs = all.flatMap(({ environment, rows }) => {
      const modules = [...new Set(rows.map(({ moduleId }) => moduleId))];
      return modules.map((moduleId) => ({ environmentId: environment.id, moduleId }));
    });
    if (legs.length === 0) throw nothingBehind(inside.project.key);
    await takeOver(inside, legs);
    await keep(inside, { id, ...input, held }, legs);
    all[0]?.journal.entries.push({
      act: "project.rollback",
      targetKind: "project",
      targetKey: inside.project.key,
      ...(input.environment === undefined ? {} : { environment: input.environment }),
      before: null,
      after: { id, to: input.to ?? null, modules: legs.length, held },
      reason: input.reason || null,
    });
    const view = await readRollback(inside, id);
    await writeAll(inside, all, { together: true });
    return view;
  });
}

/** Answers how many were held just now. */
function holdMoved(context: ProjectContext, locked: Locked, reason: string | undefined): number {
  const moved = locked.rows.filter((row) => !row.held && hasMoved(row));
  for (const row of moved) store(context, locked, row, { act: "hold", state: { ...stateOf(row), held: true }, reason });
  return moved.length;
}

type Legs = { environmentId: string; moduleId: string }[];

async function keep(
  { db, project, actor, now }: ProjectContext,
  { id, environment, to, reason, held }: ProjectRollbackInput & { id: string; held: number },
  legs: Legs,
): Promise<void> {
  const by = { actorKind: actor.kind, actorId: actor.id, actorName: actor.name, reason: reason || null, createdAt: now };
  const where = { projectId: project.id, environment: environment ?? null, target: to ?? null };
  await db.projectRollback.create({ data: { id, ...where, held, ...by } });
  await db.$executeRaw`
    INSERT INTO rollback_legs (rollback_id, environment_id, module_id)
    SELECT ${id}::uuid, environment, module
    FROM unnest(${legs.map((leg) => leg.environmentId)}::uuid[], ${legs.map((leg) => leg.moduleId)}::uuid[]) AS leg(environment, module)`;
}

async function environmentsOf(context: ProjectContext, key: string | undefined): Promise<{ id: string; key: string }[]> {
  const where = { projectId: context.project.id, ...(key === undefined ? { archivedAt: null } : { key }) };
  const found = await context.db.environment.findMany({ where, select: { id: true, key: true }, orderBy: { position: "asc" } });
  if (found.length === 0) throw notFound("environment");
  for (const environment of found) authorise(context, "switch.back", environment.id);
  return found;
}

/** The same rollback, asked for before and not through yet; null otherwise. */
async function underWay({ db, project }: ProjectContext, { environment, to }: ProjectRollbackInput): Promise<string | null> {
  const same = { environment: environment ?? null, target: to ?? null };
  const found = await db.projectRollback.findFirst({
    where: { projectId: project.id, state: "running", ...same },
    select: { id: true },
  });
  return found?.id ?? null;
}

/** Modules that another rollback has not looked at are this one's now. */
async function takeOver({ db, now, project }: ProjectContext, legs: Legs): Promise<void> {
  const [environments, modules] = [legs.map((leg) => leg.environmentId), legs.map((leg) => leg.moduleId)];
  await db.$executeRaw`
    UPDATE rollback_legs l SET state = 'superseded', settled_at = ${now}
    FROM project_rollbacks r, unnest(${environments}::uuid[], ${modules}::uuid[]) AS mine(environment, module)
    WHERE r.id = l.rollback_id AND r.project_id = ${project.id}::uuid AND l.state = 'pending'
      AND l.environment_id = mine.environment AND l.module_id = mine.module`;
  await db.$executeRaw`
    UPDATE project_rollbacks r SET state = 'done', finished_at = ${now}
    WHERE r.project_id = ${project.id}::uuid AND r.state = 'running'
      AND NOT EXISTS (SELECT 1 FROM rollback_legs l WHERE l.rollback_id = r.id AND l.state = 'pending')`;
}

function hasMoved(row: Switch): boolean {
  return row.next !== null || row.position !== firstPosition(row.axis);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
