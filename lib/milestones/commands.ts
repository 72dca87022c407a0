import type { z } from "zod";
import { record } from "../audit/commands.ts";
import { staleWrite } from "../audit/reads/trail.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { phaseRow } from "../phases/reads.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../platform/context.ts";
import { type AppError, invalid } from "../platform/errors.ts";
import { todayOf } from "../projects/reads.ts";
import { milestoneView, readMilestone } from "./reads.ts";
import type { MilestoneView, milestoneBodySchema, milestonePatchSchema } from "./schema.ts";

/** Adds a milestone to a phase. */
export async function createMilestone(
  context: ProjectContext,
  input: z.infer<typeof milestoneBodySchema>,
): Promise<MilestoneView> {
  authorise(context, "plan.edit");
  return inTransaction(context, async (inside) => {
    const { db, project, now } = inside;
    const today = await todayOf(inside);
    const done = doneDate(null, input.status, input.doneDate, today);
    await lockProject(inside);
    await phaseRow(inside, input.phase);
    const row = await db.milestone.create({
      data: {
        projectId: project.id,
        phaseId: input.phase,
        name: input.name,
        owner: input.owner,
        baselineDate: new Date(input.baselineDate),
        currentDate: new Date(input.currentDate ?? input.baselineDate),
        status: input.status,
        doneDate: done && new Date(done),
        createdAt: now,
      },
    });
    await record(inside, {
      act: "milestone.create",
      targetKind: "milestone",
      targetKey: row.id,
      before: null,
      after: stored(milestoneView(row, today)),
    });
    return milestoneView(row, today);
  });
}

/** Changes a milestone. A new baseline needs a reason; marking it done notes the day, unless one is named. */
export async function updateMilestone(
  context: ProjectContext,
  input: { milestone: string } & z.infer<typeof milestonePatchSchema>,
): Promise<MilestoneView> {
  authorise(context, "plan.edit");
  const { milestone: id, expectedVersion, reason, ...wanted } = input;
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const view = await readMilestone(inside, id);
    if (view.version !== expectedVersion) throw await stale(inside, id, expectedVersion);
    const changed = changedFields(stored(view), {
      ...wanted,
      doneDate: doneDate(view.doneDate, wanted.status ?? view.status, wanted.doneDate, await todayOf(inside)),
    });
    if (!changed) return view;
    if (changed.after.baselineDate && !reason) throw baselineNeedsReason();
    if (changed.after.phase) await phaseRow(inside, changed.after.phase);
    const { count } = await inside.db.milestone.updateMany({
      where: { id, version: expectedVersion },
      data: { ...columns(changed.after), version: { increment: 1 } },
    });
    if (count !== 1) throw await stale(inside, id, expectedVersion);
    await record(inside, {
      act: "milestone.update",
      targetKind: "milestone",
      targetKey: id,
      ...changed,
      reason: reason ?? null,
    });
    return readMilestone(inside, id);
  });
}

export async function deleteMilestone(
  context: ProjectContext,
  input: { milestone: string; expectedVersion: number },
): Promise<void> {
  authorise(context, "plan.edit");
  const { milestone: id, expectedVersion } = input;
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const view = await readMilestone(inside, id);
    if (view.version !== expectedVersion) throw await stale(inside, id, expectedVersion);
    const { count } = await inside.db.milestone.deleteMany({ where: { id, version: expectedVersion } });
    if (count !== 1) throw await stale(inside, id, expectedVersion);
    await record(inside, { act: "milestone.delete", targetKind: "milestone", targetKey: id, before: stored(view), after: null });
  });
}

type Stored = Omit<MilestoneView, "id" | "slipDays" | "overdue" | "version" | "createdAt">;

/** The part of a milestone that is stored and can change. */
function stored({ phase, name, owner, baselineDate, currentDate, status, doneDate: done }: MilestoneView): Stored {
  return { phase, name, owner, baselineDate, currentDate, status, doneDate: done };
}

function columns({ phase, baselineDate, currentDate, doneDate: done, ...rest }: Partial<Stored>) {
  return {
    ...rest,
    ...(phase === undefined ? {} : { phaseId: phase }),
    ...(baselineDate === undefined ? {} : { baselineDate: new Date(baselineDate) }),
    ...(currentDate === undefined ? {} : { currentDate: new Date(currentDate) }),
    ...(done === undefined ? {} : { doneDate: done && new Date(done) }),
  };
}

/** The day a milestone of that status was done: the one named, else the one known, else today. */
function doneDate(
  known: string | null,
  status: MilestoneView["status"],
  named: string | undefined,
  today: string,
): string | null {
  if (status === "done") return named ?? known ?? today;
  if (named !== undefined) {
    throw invalid("Only a milestone that is done has a day it was done.", [
      { path: "doneDate", message: "set the status to done" },
    ]);
  }
  return null;
}

function baselineNeedsReason(): AppError {
  return invalid("A new baseline needs a reason; the old one stays in the audit log.", [
    { path: "reason", message: "say why the baseline changes" },
  ]);
}

async function stale(context: ProjectContext, id: string, expected: number): Promise<AppError> {
  const current = await readMilestone(context, id);
  return staleWrite(context, { kind: "milestone", key: id, label: `“${current.name}”` }, expected, current);
}
