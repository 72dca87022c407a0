import { keepWithin, type ProjectContext } from "../../platform/context.ts";
import { notFound } from "../../platform/errors.ts";
import type { Prisma } from "../../platform/generated/prisma/client.ts";
import { isId } from "../../platform/ids.ts";
import { type GuardrailView, judgementSchema } from "../schema.ts";

const WITH = {
  environment: { select: { key: true } },
  module: { select: { key: true } },
  standing: true,
} satisfies Prisma.GuardrailInclude;
export type GuardrailRow = Prisma.GuardrailGetPayload<{ include: typeof WITH }>;

/** Guardrails by module, environment and name. A token of one environment sees those of its own. */
export async function listGuardrails(
  { db, project }: ProjectContext,
  only: { environment?: string | undefined; module?: string | undefined },
): Promise<GuardrailView[]> {
  const rows = await db.guardrail.findMany({
    where: {
      projectId: project.id,
      ...(only.environment === undefined ? {} : { environment: { key: only.environment } }),
      ...(only.module === undefined ? {} : { module: { key: only.module } }),
      ...(project.environmentId === null ? {} : { environmentId: project.environmentId }),
    },
    include: WITH,
    orderBy: [{ module: { key: "asc" } }, { environment: { position: "asc" } }, { name: "asc" }, { id: "asc" }],
  });
  return rows.map(guardrailView);
}

/** One guardrail. Throws `not-found`, and `forbidden` for a token of another environment. */
export async function guardrailRow(context: ProjectContext, id: string): Promise<GuardrailRow> {
  const { db, project } = context;
  const row = isId(id) ? await db.guardrail.findFirst({ where: { id, projectId: project.id }, include: WITH }) : null;
  if (!row) throw notFound("guardrail");
  keepWithin(context, row.environmentId);
  return row;
}

export function guardrailView(row: GuardrailRow): GuardrailView {
  const { id, name, operation, limit, windowSeconds, minSamples, alpha, enabled, version, standing } = row;
  return {
    ...{ id, environment: row.environment.key, module: row.module.key, name, operation, limit, windowSeconds, minSamples },
    ...{ alpha, enabled, version, createdAt: row.createdAt.toISOString() },
    metric: row.metric as GuardrailView["metric"],
    subject: row.subject as GuardrailView["subject"],
    against: row.against as GuardrailView["against"],
    action: row.action as GuardrailView["action"],
    standing:
      standing && enabled
        ? {
            ...judgementSchema.parse(standing.judgement),
            since: standing.since.toISOString(),
            verdictSince: standing.verdictSince.toISOString(),
            judgedAt: standing.judgedAt.toISOString(),
            firedAt: standing.firedAt?.toISOString() ?? null,
          }
        : null,
  };
}
