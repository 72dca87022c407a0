import { record } from "../../audit/commands.ts";
import type { Refusal } from "../../core/stages/propose.ts";
import type { Actor, ProjectContext } from "../../platform/context.ts";
import { conflict } from "../../platform/errors.ts";
import type { Prisma } from "../../platform/generated/prisma/client.ts";
import { type PlanRow, planView } from "../reads/plans.ts";
import { partsOf } from "../reads/rows.ts";
import type { PlanView } from "../schema.ts";
import type { Locked } from "./lock.ts";
import type { Walk } from "./walk.ts";

/** Plans: steps still to come of something that was decided. See docs/decisions/012-plans.md. */

type NewPlan = {
  id: string;
  kind: Walk["kind"];
  steps: Walk["steps"];
  done: number;
  waitsFor?: readonly Refusal[];
  state?: PlanView["state"];
  notBefore?: Date | null;
  giveUpAt?: Date | null;
  reason?: string | undefined;
  override?: string | undefined;
};

/** Stores a plan of a locked module. The caller has ended the one that was open. */
export async function openPlan(
  context: ProjectContext,
  { environment, rows }: Locked,
  moduleId: string,
  plan: NewPlan,
): Promise<PlanView> {
  const { db, actor, now, project } = context;
  const by: Actor = plan.kind === "schedule" ? { ...actor, kind: "schedule" } : actor;
  const created = await db.plan.create({
    data: {
      id: plan.id,
      projectId: project.id,
      environmentId: environment.id,
      moduleId,
      kind: plan.kind,
      state: plan.state ?? "waiting",
      steps: json(plan.steps),
      done: plan.done,
      waitsFor: json(plan.waitsFor ?? []),
      notBefore: plan.notBefore ?? null,
      giveUpAt: plan.giveUpAt ?? null,
      reason: plan.reason || null,
      override: plan.override ?? null,
      overrideBy: plan.override === undefined ? null : actor.name,
      overrideById: plan.override === undefined ? null : actor.id,
      actorKind: by.kind,
      actorId: by.id,
      actorName: by.name,
      createdAt: now,
      updatedAt: now,
    },
  });
  const of = rows.find((one) => one.moduleId === moduleId);
  const row = { ...created, module: { key: of ? partsOf(of.key).module : "" }, environment };
  await note(context, "open", row, null);
  return planView(row);
}

/** Ends a plan, and says so in the audit log. */
export async function endPlan(
  context: ProjectContext,
  row: PlanRow,
  state: "done" | "cancelled" | "failed",
  told: { done?: number; waitsFor?: readonly Refusal[]; reason?: string } = {},
): Promise<PlanView> {
  const waitsFor = told.waitsFor && { waitsFor: json(told.waitsFor) };
  const ended = await raise(context, row, { state, done: told.done ?? row.done, ...waitsFor });
  await note(context, state === "done" ? "finish" : state === "failed" ? "give-up" : "cancel", ended, row, told.reason);
  return planView(ended);
}

/** Writes down how far a plan came and what it waits for. The caller holds the locks of its module. */
export async function keepPlan(
  context: ProjectContext,
  row: PlanRow,
  done: number,
  waitsFor: readonly Refusal[],
): Promise<PlanView> {
  return planView(await raise(context, row, { done, waitsFor: json(waitsFor) }));
}

/** A plan that has ended stays as it is, and what it stored stays counted, whoever writes. */
async function raise(
  context: ProjectContext,
  row: PlanRow,
  data: { done: number; state?: string; waitsFor?: Prisma.InputJsonArray },
): Promise<PlanRow> {
  const [written] = await context.db.plan.updateManyAndReturn({
    where: { id: row.id, state: "waiting", done: { lte: data.done } },
    data: { ...data, updatedAt: context.now },
  });
  if (!written) throw conflict("This plan went on meanwhile.", null);
  return { ...row, ...written };
}

export async function note(
  context: ProjectContext,
  verb: string,
  plan: PlanRow,
  before: PlanRow | null,
  reason?: string,
): Promise<void> {
  const shown = (row: PlanRow) => ({
    state: row.state,
    done: row.done,
    of: (row.steps as unknown[]).length,
    override: row.override,
  });
  await record(context, {
    act: `plan.${verb}`,
    targetKind: "plan",
    targetKey: `${plan.module.key}:${plan.kind}`,
    environment: plan.environment.key,
    before: before && shown(before),
    after: { id: plan.id, ...shown(plan) },
    reason: reason ?? plan.reason,
  });
}

function json(value: unknown): Prisma.InputJsonArray {
  return value as Prisma.InputJsonArray;
}
