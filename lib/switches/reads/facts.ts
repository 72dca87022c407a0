import type { Doubt, Facts } from "../../core/stages/facts.ts";
import type { PublishedState } from "../../core/stages/instances.ts";
import { type ModuleState, stagesOf } from "../../core/stages/module.ts";
import type { Side } from "../../core/stages/positions.ts";
import { type CountedInstance, countedInstances, type OpenDoubt, openDoubts } from "../../instances/reads.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { FreezeWindow, Switch } from "../../platform/generated/prisma/client.ts";
import type { EnvironmentRow } from "./environment.ts";
import { healthOf, recentFigures } from "./health.ts";
import type { Module } from "./judge.ts";
import { recoveringFact, recoveryOf, unsureSince, withLost } from "./lost.ts";
import { type Milestones, milestonesOf, publishedStates } from "./past.ts";
import { openPlans, type PlanRow } from "./plans.ts";
import { type Reconciled, reconciledOf } from "./reconciled.ts";
import { byModule, moduleStateOf, partsOf } from "./rows.ts";

/** Everything of an environment that moves depend on, read once for any number of its modules. */
export type Surroundings = {
  instances: CountedInstance[];
  plans: PlanRow[];
  /** First revision of the present lineage: nothing acknowledged before it says that somebody follows. */
  lineageFrom: number;
  of: (moduleId: string) => Module;
};

export type Measured = Awaited<ReturnType<typeof recentFigures>>;

/**
 * Reads the facts of the modules whose switches these are, in a number of queries that does not depend on how many.
 * In a command, call it after the environment was locked; `measured` may be read before, since it waits for nobody.
 */
export async function surroundings(
  context: ProjectContext,
  environment: EnvironmentRow,
  rows: readonly Switch[],
  measured?: Measured,
): Promise<Surroundings> {
  const { db, now } = context;
  const moduleIds = [...new Set(rows.map(({ moduleId }) => moduleId))];
  const where = { environmentId: environment.id, moduleId: { in: moduleIds } };
  const instances = await countedInstances(db, environment.id);
  const recovery = await recoveryOf(db, environment.id);
  const oldest = instances.length > 0 ? Math.min(...instances.map(({ revision }) => revision)) : Number.MAX_SAFE_INTEGER;
  // One after the other: a transaction has one connection.
  const published = await publishedStates(db, environment.id, moduleIds, oldest);
  const milestones = await milestonesOf(db, environment.id, moduleIds);
  const doubts = await openDoubts(db, environment.id);
  const reconciled = await reconciledOf(db, environment.id, moduleIds, doubts);
  const failed = { ...where, resolvedAt: null };
  const open = await db.ledgerEntry.groupBy({ by: ["moduleId", "store"], where: failed, _count: { _all: true } });
  const windows = await openWindows(context, environment);
  const plans = await openPlans(context, environment.id);
  const figures = measured ?? (await recentFigures(context, environment.id));
  const freeze = freezeOf(windows);
  const modules = byModule(rows);

  return {
    instances,
    plans,
    lineageFrom: recovery.from,
    of: (moduleId) => {
      const own = modules.get(moduleId) ?? [];
      const key = own[0] ? partsOf(own[0].key).module : "";
      const state = moduleStateOf(own);
      const past = milestones.get(moduleId) ?? { leftOut: { old: null, new: null }, bothSince: null, completeSince: null };
      const count = (store: Side) => open.find((one) => one.moduleId === moduleId && one.store === store)?._count._all ?? 0;
      return {
        state,
        facts: {
          published: withPresent(published.get(moduleId) ?? [], state, own),
          instances: withLost(instances, key, state),
          ledger: { old: count("old"), new: count("new") },
          doubts: doubtsOf({ id: moduleId, key }, doubts, past, reconciled),
          leftOut: unsureSince(past.leftOut, recovery),
          ...recoveringFact(instances, recovery),
          reconciled: { old: reconciled.last(moduleId, "old"), new: reconciled.last(moduleId, "new") },
          health: healthOf(figures.get(key), state, now),
          freeze,
          approval: environment.approvals ? { approvedBy: null } : null,
          plan: planOf(plans, moduleId),
        },
      };
    },
  };
}

function openWindows({ db, project, now }: ProjectContext, environment: EnvironmentRow): Promise<FreezeWindow[]> {
  return db.freezeWindow.findMany({
    where: {
      projectId: project.id,
      startsAt: { lte: now },
      endsAt: { gt: now },
      OR: [{ environmentId: null }, { environmentId: environment.id }],
    },
    orderBy: { endsAt: "desc" },
    take: 1,
  });
}

function freezeOf([window]: FreezeWindow[]): Facts["freeze"] {
  return window ? { until: window.endsAt, reason: window.reason } : null;
}

/** Nobody published anything yet where a module has just begun. */
function withPresent(states: PublishedState[], present: ModuleState, rows: readonly Switch[]): PublishedState[] {
  if (states.length > 0) return states;
  const { secondaryWrites = "best-effort", paused = false } = present.data ?? {};
  const revision = Math.max(0, ...rows.map((row) => Number(row.revision)));
  return [{ revision, stages: stagesOf(present), secondaryWrites, paused }];
}

/** Ends without draining that may have left a write of this module in one store only, once it wrote to both. */
function doubtsOf(
  module: { id: string; key: string },
  doubts: readonly OpenDoubt[],
  { bothSince }: Milestones,
  reconciled: Reconciled,
): Doubt[] {
  if (bothSince === null) return [];
  return doubts
    .filter(({ writes, noticedAt }) => (writes.length === 0 || writes.includes(module.key)) && noticedAt > bothSince)
    .map((doubt) => ({ ...pick(doubt), stores: reconciled.doubted(module.id, doubt) }))
    .filter(({ stores }) => stores.length > 0);
}

function pick({ service, instance, since }: OpenDoubt): Omit<Doubt, "stores"> {
  return { service, instance, since };
}

function planOf(plans: readonly PlanRow[], moduleId: string): Facts["plan"] {
  const plan = plans.find((one) => one.moduleId === moduleId && one.kind !== "schedule");
  return plan ? { id: plan.id, kind: plan.kind, by: plan.actorName } : null;
}
