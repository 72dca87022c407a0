import type { Actor, ProjectContext } from "../../platform/context.ts";
import type { Plan } from "../../platform/generated/prisma/client.ts";
import type { PlanView } from "../schema.ts";

export type PlanRow = Plan & { module: { key: string }; environment: { key: string } };

export const WITH_KEYS = { module: { select: { key: true } }, environment: { select: { key: true } } } as const;

/** Plans of an environment that have not reached their end, oldest first. */
export function openPlans(context: ProjectContext, environmentId: string): Promise<PlanRow[]> {
  return context.db.plan.findMany({
    where: { environmentId, state: "waiting" },
    include: WITH_KEYS,
    orderBy: { createdAt: "asc" },
  });
}

export function planView(row: PlanRow): PlanView {
  return {
    id: row.id,
    kind: row.kind as PlanView["kind"],
    state: row.state as PlanView["state"],
    module: row.module.key,
    environment: row.environment.key,
    steps: row.steps as unknown as PlanView["steps"],
    done: row.done,
    notBefore: row.notBefore?.toISOString() ?? null,
    giveUpAt: row.giveUpAt?.toISOString() ?? null,
    waitsFor: row.waitsFor as unknown as PlanView["waitsFor"],
    override: row.override,
    actor: actorOf(row),
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function actorOf(row: Plan): Actor {
  return { kind: row.actorKind as Actor["kind"], id: row.actorId, name: row.actorName };
}
