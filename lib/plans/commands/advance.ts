import { mayPass, type PlanStep, waitsFor } from "../../core/stages/plan-step.ts";
import { inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import type { Db } from "../../platform/db.ts";
import { systemContext } from "../../platform/system.ts";
import { type Locked, lockModules } from "../../switches/commands/lock.ts";
import { write } from "../../switches/commands/write.ts";
import { ENVIRONMENT_FIELDS, type EnvironmentRow } from "../../switches/reads/environment.ts";
import { surroundings } from "../../switches/reads/facts.ts";
import { UNMEASURED } from "../../switches/reads/health.ts";
import { actorOf, type PlanRow, planView, waitingPlan } from "../reads.ts";
import type { PlanView } from "../schema.ts";
import { lapseOf, withoutLapsedOverride } from "./lapse.ts";
import { endPlan, keepPlan } from "./record.ts";
import { resume, type Walk, walk } from "./walk.ts";

/** Plans that wait and whose time has come, oldest first. */
export async function duePlans(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM plans WHERE state = 'waiting' AND (not_before IS NULL OR not_before <= clock_timestamp())
    ORDER BY created_at`;
  return rows.map(({ id }) => id);
}

/**
 * Stores the steps of a plan that its rules allow now, as the plan's actor. A step and the count of steps are stored
 * together, so whoever dies in between neither skips nor repeats one. Looks first without a lock, since most of the
 * time there is nothing to do; whatever is written is written under it. Answers the plan, or null when it has come to its end meanwhile.
 */
export async function advancePlan(db: Db, id: string): Promise<PlanView | null> {
  const found = await waiting(db, id);
  if (!found) return null;
  const { context, environment, plan } = found;
  const rows = await db.switch.findMany({ where: { environmentId: environment.id, moduleId: plan.moduleId } });
  const around = await surroundings(context, environment, rows, measuredFor(plan) ? {} : { measured: UNMEASURED });
  const { clock } = around;
  const against = waitsFor(around.of(plan.moduleId), walkOf(plan), clock);
  const late = plan.giveUpAt !== null && plan.giveUpAt <= clock;
  const ends = plan.kind === "schedule" && !(against.every(mayPass) && (await lapseOf(context, plan)) === null);
  if (against.length > 0 && !late && !ends && !tellsMore(plan, against, context.now)) return planView(plan);
  return inTransaction(context, (inside) => goOn(inside, environment, plan, id));
}

async function goOn(context: ProjectContext, environment: EnvironmentRow, found: PlanRow, id: string): Promise<PlanView | null> {
  const locked = await lockModules(context, environment.key, [found.module.key], { measured: measuredFor(found) });
  // Somebody may have gone on with it, or ended it, until the locks were ours.
  const plan = locked.around.plans.find((one) => one.id === id);
  if (!plan) return null;
  const view = await proceed(context, locked, plan);
  await write(context, locked);
  return view;
}

/** Takes down what may be stored now of a plan whose module the caller has locked, and how far it came. */
export async function proceed(context: ProjectContext, locked: Locked, plan: PlanRow): Promise<PlanView> {
  // Members change under this lock: who may do what stays true until the transaction ends.
  if (plan.kind === "schedule") await lockProject(context);
  const lapsed = await lapseOf(context, plan);
  if (lapsed) return endPlan(locked, plan, "cancelled", { waitsFor: [lapsed], reason: lapsed.message });
  const given = walkOf(await withoutLapsedOverride(context, plan));
  const { done, waitsFor: against } = walk(context, locked, plan.moduleId, given);
  if (done === given.steps.length) return endPlan(locked, plan, "done", { done, waitsFor: [] });
  const never = plan.kind === "schedule" ? against.filter((refusal) => !mayPass(refusal)) : [];
  if (never.length > 0) {
    return endPlan(locked, plan, "failed", { done, waitsFor: against, reason: never.map(({ message }) => message).join(" ") });
  }
  // Since a restore nobody knows what instances act on: writes stay paused until that is known.
  const restored = against.some(({ rule }) => rule === "lineage");
  if (restored || plan.giveUpAt === null || plan.giveUpAt > locked.clock) return keepPlan(locked, plan, done, against);

  const [step] = given.steps;
  const moved = plan.kind === "cut-over" && done >= 2;
  const reason = moved ? "resumed before every instance had drained" : "given up: it took longer than allowed";
  if (plan.kind === "cut-over" && step) {
    resume(context, locked, plan.moduleId, { switch: step.switch, reason, plan: plan.id });
  }
  return endPlan(locked, plan, moved ? "done" : "failed", {
    done: moved ? given.steps.length : done,
    waitsFor: against,
    reason,
  });
}

/** A rollback that waits asks several times a second; what it never looks at is not read for it. */
export function measuredFor({ kind }: PlanRow): boolean {
  return kind !== "rollback";
}

async function waiting(db: Db, id: string) {
  const plan = await waitingPlan(db, id);
  if (!plan) return null;
  const environment = await db.environment.findUniqueOrThrow({ where: { id: plan.environmentId }, select: ENVIRONMENT_FIELDS });
  const project = await db.project.findUniqueOrThrow({ where: { id: plan.projectId }, select: { id: true, key: true } });
  return { plan, environment, context: systemContext(db, new Date(), project, actorOf(plan)) };
}

function walkOf(plan: PlanRow): Walk {
  const told = plan.override === null ? undefined : `${plan.override} (${plan.overrideBy})`;
  return {
    kind: plan.kind as Walk["kind"],
    steps: plan.steps as unknown as PlanStep[],
    done: plan.done,
    plan: plan.id,
    reason: plan.reason ?? undefined,
    override: told,
  };
}

/** How often a wait is written down again although it is still for the same. */
const TELL_EVERY_MS = 2000;

function tellsMore(plan: PlanRow, against: PlanView["waitsFor"], now: Date): boolean {
  const about = (refusals: unknown) => JSON.stringify(refusals, (key, value) => (CHANGING.includes(key) ? undefined : value));
  return about(plan.waitsFor) !== about(against) || now.getTime() - plan.updatedAt.getTime() > TELL_EVERY_MS;
}

const CHANGING = ["message", "secondsAgo"];
