import type { z } from "zod";
import { record } from "../audit/commands.ts";
import { staleWrite } from "../audit/reads/trail.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../platform/context.ts";
import type { AppError } from "../platform/errors.ts";
import { todayOf } from "../projects/reads.ts";
import { readRisk, riskView } from "./reads.ts";
import type { RiskView, riskBodySchema, riskPatchSchema } from "./schema.ts";

/** Adds a risk under the next number of the project. */
export async function createRisk(context: ProjectContext, input: z.infer<typeof riskBodySchema>): Promise<RiskView> {
  authorise(context, "plan.edit");
  return inTransaction(context, async (inside) => {
    const { db, project, now } = inside;
    await lockProject(inside);
    const { _max: highest } = await db.risk.aggregate({ where: { projectId: project.id }, _max: { number: true } });
    const row = await db.risk.create({
      data: {
        ...input,
        targetLikelihood: input.targetLikelihood ?? input.likelihood,
        targetImpact: input.targetImpact ?? input.impact,
        reviewDate: input.reviewDate && new Date(input.reviewDate),
        projectId: project.id,
        number: (highest.number ?? 0) + 1,
        createdAt: now,
      },
    });
    const view = riskView(row, await todayOf(inside));
    await record(inside, {
      act: "risk.create",
      targetKind: "risk",
      targetKey: String(row.number),
      before: null,
      after: stored(view),
    });
    return view;
  });
}

/** Changes a risk, closes it or reopens it. */
export async function updateRisk(
  context: ProjectContext,
  input: { risk: string } & z.infer<typeof riskPatchSchema>,
): Promise<RiskView> {
  authorise(context, "plan.edit");
  const { risk: number, expectedVersion, reason, ...wanted } = input;
  return inTransaction(context, async (inside) => {
    const { db, project } = inside;
    await lockProject(inside);
    const view = await readRisk(inside, number);
    if (view.version !== expectedVersion) throw await stale(inside, number, expectedVersion);
    const changed = changedFields(stored(view), wanted);
    if (!changed) return view;
    const { reviewDate, ...rest } = changed.after;
    const { count } = await db.risk.updateMany({
      where: { projectId: project.id, number: view.number, version: expectedVersion },
      data: {
        ...rest,
        ...(reviewDate === undefined ? {} : { reviewDate: reviewDate && new Date(reviewDate) }),
        version: { increment: 1 },
      },
    });
    if (count !== 1) throw await stale(inside, number, expectedVersion);
    await record(inside, {
      act: `risk.${verbOf(rest.status)}`,
      targetKind: "risk",
      targetKey: number,
      ...changed,
      reason: reason ?? null,
    });
    return readRisk(inside, number);
  });
}

function verbOf(status: RiskView["status"] | undefined): string {
  return status === undefined ? "update" : status === "closed" ? "close" : "reopen";
}

/** The part of a risk that is stored and can change. */
function stored(view: RiskView) {
  const { number: _, band: __, targetBand: ___, reviewOverdue: ____, version: _____, createdAt: ______, ...fields } = view;
  return fields;
}

async function stale(context: ProjectContext, number: string, expected: number): Promise<AppError> {
  const current = await readRisk(context, number);
  return staleWrite(context, { kind: "risk", key: number, label: `R-${number.padStart(2, "0")}` }, expected, current);
}
