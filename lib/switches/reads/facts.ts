import { healthOf } from "../../core/health/health-fact.ts";
import type { Doubt, Facts } from "../../core/stages/facts.ts";
import type { PublishedState } from "../../core/stages/instances.ts";
import type { Module } from "../../core/stages/judge.ts";
import { recoveringFact, unsureSince, withLost } from "../../core/stages/lost.ts";
import { type ModuleState, stagesOf } from "../../core/stages/module.ts";
import type { CountedInstance } from "../../instances/reads/counted.ts";
import type { OpenDoubt } from "../../instances/reads/doubts.ts";
import type { PlanRow } from "../../plans/reads.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { ask, idsOf } from "../facts/ask.ts";
import { clock } from "../facts/clock.ts";
import { doubts } from "../facts/doubts.ts";
import { freeze } from "../facts/freeze.ts";
import { instances } from "../facts/instances.ts";
import { ledger } from "../facts/ledger.ts";
import { type Milestones, milestones, NO_MILESTONES } from "../facts/milestones.ts";
import { plans } from "../facts/plans.ts";
import { published } from "../facts/published.ts";
import { compared, lifted, type Reconciled, reconciledOf } from "../facts/reconciled.ts";
import { recovery } from "../facts/recovery.ts";
import type { EnvironmentRow } from "./environment.ts";
import { type Measured, recentFigures } from "./health.ts";
import { byModule, moduleStateOf, partsOf } from "./rows.ts";

/** Everything of an environment that moves depend on, read once for any number of its modules. */
export type Surroundings = {
  instances: CountedInstance[];
  plans: PlanRow[];
  of: (moduleId: string) => Module;
  /** Postgres' time. */
  clock: Date;
};

/** What the rules of a move ask for, apart from measurements. */
export function factsWanted(now: Date) {
  const stores = { milestones, doubts, compared, lifted, ledger };
  return { instances, recovery, published, plans, freeze: freeze(now), clock, ...stores };
}

type Answers = Awaited<ReturnType<typeof ask<ReturnType<typeof factsWanted>>>>;

/**
 * Reads the facts of the modules whose switches these are, in one statement however many they are, and what was
 * measured of them unless that is given.
 */
export async function surroundings(
  context: ProjectContext,
  environment: EnvironmentRow,
  rows: readonly Switch[],
  measured?: Measured,
): Promise<Surroundings> {
  const modules = idsOf([...new Set(rows.map(({ moduleId }) => moduleId))]);
  const scope = { projectId: context.project.id, environmentId: environment.id, modules };
  const answers = await ask(context.db, scope, factsWanted(context.now));
  const keys = [...new Set(rows.map(({ key }) => partsOf(key).module))];
  const figures = measured ?? (await recentFigures(context, environment.id, keys));
  return surround(context, environment, rows, answers, figures);
}

/** What was read, as the rules ask for it. */
export function surround(
  { now }: ProjectContext,
  environment: EnvironmentRow,
  rows: readonly Switch[],
  found: Answers,
  figures: Measured,
): Surroundings {
  const reconciled = reconciledOf(found.compared, found.lifted);
  const modules = byModule(rows);
  return {
    instances: found.instances,
    plans: found.plans,
    clock: found.clock,
    of: (moduleId) => {
      const own = modules.get(moduleId) ?? [];
      const key = own[0] ? partsOf(own[0].key).module : "";
      const state = moduleStateOf(own);
      const past = found.milestones.get(moduleId) ?? NO_MILESTONES;
      return {
        state,
        facts: {
          published: withPresent(found.published.get(moduleId) ?? [], state, own),
          instances: withLost(found.instances, key, state),
          ledger: found.ledger(moduleId),
          doubts: doubtsOf({ id: moduleId, key }, found.doubts, past, reconciled),
          leftOut: unsureSince(past.leftOut, found.recovery),
          ...recoveringFact(found.instances, found.recovery),
          reconciled: { old: reconciled.last(moduleId, "old"), new: reconciled.last(moduleId, "new") },
          health: healthOf(figures.get(key) ?? null, state, now),
          freeze: found.freeze,
          approval: environment.approvals ? { approvedBy: null } : null,
          plan: planOf(found.plans, moduleId),
        },
      };
    },
  };
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
  open: readonly OpenDoubt[],
  { bothSince }: Milestones,
  reconciled: Reconciled,
): Doubt[] {
  if (bothSince === null) return [];
  return open
    .filter(({ writes, noticedAt }) => (writes.length === 0 || writes.includes(module.key)) && noticedAt > bothSince)
    .map((doubt) => ({ ...pick(doubt), stores: reconciled.doubted(module.id, doubt) }))
    .filter(({ stores }) => stores.length > 0);
}

function pick({ service, instance, since }: OpenDoubt): Omit<Doubt, "stores"> {
  return { service, instance, since };
}

function planOf(open: readonly PlanRow[], moduleId: string): Facts["plan"] {
  const plan = open.find((one) => one.moduleId === moduleId && one.kind !== "schedule");
  return plan ? { id: plan.id, kind: plan.kind, by: plan.actorName } : null;
}
