import { dayOf } from "../core/plan/days.ts";
import { bandOf, compareRisks, type Level } from "../core/plan/risk-band.ts";
import type { ProjectContext } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import type { Risk } from "../platform/generated/prisma/client.ts";
import { todayOf } from "../projects/reads.ts";
import type { RiskView } from "./schema.ts";

/** The risk register, worst first; closed risks follow the open ones. */
export async function listRisks(
  context: ProjectContext,
  only: { status?: RiskView["status"] | undefined } = {},
): Promise<RiskView[]> {
  const rows = await context.db.risk.findMany({
    where: { projectId: context.project.id, ...(only.status === undefined ? {} : { status: only.status }) },
  });
  const closed = (risk: RiskView) => Number(risk.status === "closed");
  const today = await todayOf(context);
  return rows.map((row) => riskView(row, today)).sort((a, b) => closed(a) - closed(b) || compareRisks(a, b));
}

/** One risk by its number. Throws `not-found`. */
export async function readRisk(context: ProjectContext, number: string): Promise<RiskView> {
  const row = /^[1-9]\d{0,8}$/.test(number)
    ? await context.db.risk.findUnique({
        where: { projectId_number: { projectId: context.project.id, number: Number(number) } },
      })
    : null;
  if (!row) throw notFound("risk");
  return riskView(row, await todayOf(context));
}

export function riskView(row: Risk, today: string): RiskView {
  const likelihood = row.likelihood as Level;
  const impact = row.impact as Level;
  const targetLikelihood = row.targetLikelihood as Level;
  const targetImpact = row.targetImpact as Level;
  const reviewDate = row.reviewDate && dayOf(row.reviewDate);
  return {
    number: row.number,
    hypothesis: row.hypothesis,
    likelihood,
    impact,
    band: bandOf(impact, likelihood),
    targetLikelihood,
    targetImpact,
    targetBand: bandOf(targetImpact, targetLikelihood),
    owner: row.owner,
    mitigation: row.mitigation,
    response: row.response,
    reviewDate,
    reviewOverdue: row.status === "open" && reviewDate !== null && reviewDate < today,
    status: row.status,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
  };
}
