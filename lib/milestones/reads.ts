import { dayOf } from "../core/plan/days.ts";
import { isOverdue, slipDays } from "../core/plan/slip.ts";
import type { ProjectContext } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import type { Milestone } from "../platform/generated/prisma/client.ts";
import { isId } from "../platform/ids.ts";
import { todayOf } from "../projects/reads.ts";
import type { MilestoneView } from "./schema.ts";

/** Milestones of the project: by phase, then by date. */
export async function listMilestones(
  context: ProjectContext,
  only: { phase?: string | undefined; status?: MilestoneView["status"] | undefined } = {},
): Promise<MilestoneView[]> {
  const rows = await context.db.milestone.findMany({
    where: {
      projectId: context.project.id,
      ...(only.phase === undefined ? {} : { phaseId: only.phase }),
      ...(only.status === undefined ? {} : { status: only.status }),
    },
    orderBy: [{ phase: { position: "asc" } }, { currentDate: "asc" }, { id: "asc" }],
  });
  const today = await todayOf(context);
  return rows.map((row) => milestoneView(row, today));
}

/** One milestone. Throws `not-found`. */
export async function readMilestone(context: ProjectContext, id: string): Promise<MilestoneView> {
  const row = isId(id) ? await context.db.milestone.findFirst({ where: { id, projectId: context.project.id } }) : null;
  if (!row) throw notFound("milestone");
  return milestoneView(row, await todayOf(context));
}

export function milestoneView(row: Milestone, today: string): MilestoneView {
  const dates = {
    status: row.status,
    baselineDate: dayOf(row.baselineDate),
    currentDate: dayOf(row.currentDate),
    doneDate: row.doneDate && dayOf(row.doneDate),
  };
  return {
    id: row.id,
    phase: row.phaseId,
    name: row.name,
    owner: row.owner,
    ...dates,
    slipDays: slipDays(dates),
    overdue: isOverdue(dates, today),
    version: row.version,
    createdAt: row.createdAt.toISOString(),
  };
}
