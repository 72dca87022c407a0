import { mayPass, waitsFor } from "../../core/stages/plan-step.ts";
import type { Refusal } from "../../core/stages/propose.ts";
import { canonicalJson } from "../../platform/canonical.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { type Db, isUnreachable } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { systemContext } from "../../platform/system.ts";
import type { EnvironmentRow } from "../../switches/reads/environment.ts";
import { surroundings } from "../../switches/reads/facts.ts";
import { recentFigures, UNMEASURED } from "../../switches/reads/health.ts";
import { actorOf, type PlanRow, parsedPlan, type StoredPlan, storedPlans } from "../reads.ts";
import { lapseOf } from "./lapse.ts";
import { walkOf } from "./walk.ts";

/** A plan that has not reached its end, and who goes on with it where. */
export type Waiting = { plan: PlanRow; environment: EnvironmentRow; context: ProjectContext };

/**
 * Plans whose time has come and with which somebody can go on now, oldest first. One statement finds those that wait, and
 * all of an environment are looked at together, without a lock, since most of the time there is nothing to do.
 */
export async function duePlans(db: Db): Promise<StoredPlan[]> {
  const rows = await storedPlans(db, Prisma.sql`p.not_before IS NULL OR p.not_before <= clock_timestamp()`);
  const due: StoredPlan[] = [];
  for (const id of new Set(rows.map(({ environmentId }) => environmentId))) {
    const own = rows.filter(({ environmentId }) => environmentId === id);
    due.push(...(await openOf(db, own)));
  }
  return due;
}

/** Where one cannot be judged, each is gone on with by itself, and that one's fault does not keep the others. */
async function openOf(db: Db, group: StoredPlan[]): Promise<StoredPlan[]> {
  try {
    const open = await look(
      db,
      group.map((row) => waitingOf(db, row)),
    );
    return group.filter(({ id }) => open.has(id));
  } catch (error) {
    if (isUnreachable(error)) throw error;
    return group;
  }
}

export function waitingOf(db: Db, { project, environment, ...row }: StoredPlan): Waiting {
  const plan = { ...parsedPlan(row), environment };
  return { plan, environment, context: systemContext(db, new Date(), project, actorOf(plan)) };
}

/** The ids of those, all of one environment, with which there is something to do. */
export async function look(db: Db, group: readonly Waiting[]): Promise<Set<string>> {
  const open = new Set<string>();
  const [first] = group;
  if (!first) return open;
  const { environment, context } = first;
  const modules = group.map(({ plan }) => plan.moduleId);
  const rows = await db.switch.findMany({ where: { environmentId: environment.id, moduleId: { in: modules } } });
  const keys = group.flatMap(({ plan }) => (measuredFor(plan) ? plan.module.key : []));
  const measured = keys.length > 0 ? await recentFigures(context, environment.id, keys) : UNMEASURED;
  const around = await surroundings(context, environment, rows, measured);
  for (const { plan, context: own } of group) {
    const against = waitsFor(around.of(plan.moduleId), walkOf(plan), around.clock);
    const late = plan.giveUpAt !== null && plan.giveUpAt <= around.clock;
    const ends = plan.kind === "schedule" && !(against.every(mayPass) && (await lapseOf(own, plan)) === null);
    if (against.length === 0 || late || ends || tellsMore(plan, against, own.now)) open.add(plan.id);
  }
  return open;
}

/** A rollback that waits asks several times a second; what it never looks at is not read for it. */
export function measuredFor({ kind }: PlanRow): boolean {
  return kind !== "rollback";
}

/** How often a wait is written down again although it is still for the same. */
const TELL_EVERY_MS = 2000;

function tellsMore(plan: PlanRow, against: readonly Refusal[], now: Date): boolean {
  return aboutOf(plan.waitsFor) !== aboutOf(against) || now.getTime() - plan.updatedAt.getTime() > TELL_EVERY_MS;
}

const CHANGING = ["message", "secondsAgo"];

/** Postgres keeps the members of JSON in an order of its own. */
function aboutOf(refusals: readonly Refusal[]): string {
  return canonicalJson(JSON.parse(JSON.stringify(refusals, (key, value) => (CHANGING.includes(key) ? undefined : value))));
}
