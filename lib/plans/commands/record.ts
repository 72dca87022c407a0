import type { Steps } from "../../core/stages/plan-step.ts";
import type { Refusal } from "../../core/stages/propose.ts";
import type { Actor, ProjectContext } from "../../platform/context.ts";
import type { Locked } from "../../switches/commands/lock.ts";
import { partsOf } from "../../switches/reads/rows.ts";
import { type PlanRow, planView } from "../reads.ts";
import type { PlanView } from "../schema.ts";

/** Plans: steps still to come of something that was decided. See docs/decisions/012-plans.md. */

type NewPlan = {
  id: string;
  kind: Steps["kind"];
  steps: Steps["steps"];
  done: number;
  waitsFor?: readonly Refusal[];
  state?: PlanView["state"];
  notBefore?: Date | null;
  giveUpAt?: Date | null;
  reason?: string | undefined;
  override?: string | undefined;
};

/** Opens a plan of a locked module. The caller has ended the one that was open. */
export function openPlan({ actor, now, project }: ProjectContext, locked: Locked, moduleId: string, plan: NewPlan): PlanView {
  const { environment, rows, journal } = locked;
  const by: Actor = plan.kind === "schedule" ? { ...actor, kind: "schedule" } : actor;
  const opened = {
    id: plan.id,
    projectId: project.id,
    environmentId: environment.id,
    moduleId,
    kind: plan.kind,
    state: plan.state ?? "waiting",
    steps: [...plan.steps],
    done: plan.done,
    waitsFor: [...(plan.waitsFor ?? [])],
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
  };
  journal.opened.push(opened);
  const of = rows.find((one) => one.moduleId === moduleId);
  const row = { ...opened, module: { key: of ? partsOf(of.key).module : "" }, environment };
  note(locked, "open", row, null);
  return planView(row);
}

/** Ends a plan, and says so in the audit log. */
export function endPlan(
  locked: Locked,
  row: PlanRow,
  state: "done" | "cancelled" | "failed",
  told: { done?: number; waitsFor?: readonly Refusal[]; reason?: string } = {},
): PlanView {
  const before = { ...row };
  raise(locked, row, { state, done: told.done ?? row.done, waitsFor: told.waitsFor });
  note(locked, state === "done" ? "finish" : state === "failed" ? "give-up" : "cancel", row, before, told.reason);
  return planView(row);
}

/** Takes down how far a plan came and what it waits for. */
export function keepPlan(locked: Locked, row: PlanRow, done: number, waitsFor: readonly Refusal[]): PlanView {
  raise(locked, row, { state: row.state, done, waitsFor });
  return planView(row);
}

/** Changes the row that was read under the locks: whoever looks at it later in this transaction sees it as it will be. */
function raise(
  { journal, now }: Locked,
  row: PlanRow,
  { state, done, waitsFor }: { state: PlanRow["state"]; done: number; waitsFor: readonly Refusal[] | undefined },
): void {
  Object.assign(row, { state, done, updatedAt: now, ...(waitsFor && { waitsFor: [...waitsFor] }) });
  journal.raised.set(row.id, row);
}

export function note({ journal }: Locked, verb: string, plan: PlanRow, before: PlanRow | null, reason?: string): void {
  const shown = (row: PlanRow) => ({
    state: row.state,
    done: row.done,
    of: row.steps.length,
    override: row.override,
  });
  journal.entries.push({
    act: `plan.${verb}`,
    targetKind: "plan",
    targetKey: `${plan.module.key}:${plan.kind}`,
    environment: plan.environment.key,
    before: before && shown(before),
    after: { id: plan.id, ...shown(plan) },
    reason: reason ?? plan.reason,
  });
}
