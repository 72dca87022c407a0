import { actsAlike } from "../../core/evaluation/acting.ts";
import { counts, mayActOn } from "../../core/stages/instances.ts";
import { publishedSaid, type Recovery, saidOf, unheard } from "../../core/stages/lost.ts";
import type { ModuleState } from "../../core/stages/module.ts";
import type { Gate } from "../../core/stages/move.ts";
import { parseSwitchKey } from "../../core/stages/positions.ts";
import { publishedAs } from "../../core/stages/published.ts";
import { type Acting, keeping, together } from "../../core/stages/recovery.ts";
import type { CountedInstance } from "../../instances/reads/counted.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Db } from "../../platform/db.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { recoveryOf } from "../facts/recovery.ts";
import type { RecoveryView } from "../schema/recovery.ts";
import { ENVIRONMENT_FIELDS, type EnvironmentRow } from "./environment.ts";
import { type Surroundings, surroundings } from "./facts.ts";
import { UNMEASURED } from "./health.ts";
import { moduleStateOf, partsOf, standingOf } from "./rows.ts";

/** What instances act on in a module, where that is not what was restored. */
export type Difference = {
  module: string;
  /** Null where the restored state does not know the module. */
  moduleId: string | null;
  /** The newest state of the lost history that somebody acts on. */
  newest: ModuleState;
  instances: { instance: CountedInstance; state: ModuleState }[];
  /** A lead has decided that the restored state is kept. */
  kept: boolean;
  takeOver: Gate[];
  keep: Gate[];
};

/** Where an environment stands on its way out of a restore. */
export type Standing = { recovery: Recovery; unheard: CountedInstance[]; differences: Difference[] };

/** Reads where an environment stands; in a command, after its modules were locked. */
export async function recoveryStanding(
  context: ProjectContext,
  environment: EnvironmentRow,
  rows: readonly Switch[],
  around: Pick<Surroundings, "instances" | "of">,
): Promise<Standing> {
  const { db } = context;
  const recovery = await recoveryOf(db, environment.id);
  const counted = around.instances.filter((one) => counts(one, recovery.clock));
  const modules = [...new Set(counted.flatMap(({ acting }) => Object.keys(acting?.switches ?? {}).map(moduleOf)))].sort();
  const keptIds = await kept(context, environment, recovery);
  const differences = modules.flatMap((module) => {
    const own = rows.filter(({ key }) => partsOf(key).module === module);
    return differenceOf(module, own, around, counted, keptIds, recovery) ?? [];
  });
  return { recovery, unheard: unheard(around.instances, recovery), differences };
}

/** The switches of every module of which some instance acts on something else than what was restored. */
export async function actedOn(db: Db, environmentId: string): Promise<Switch[]> {
  const rows = await db.$queryRaw<{ key: string }[]>`
    SELECT DISTINCT jsonb_object_keys(acting -> 'switches') AS key FROM instances
    WHERE environment_id = ${environmentId}::uuid AND departed_at IS NULL AND acting IS NOT NULL`;
  const modules = [...new Set(rows.map(({ key }) => moduleOf(key)))];
  return db.switch.findMany({ where: { environmentId, module: { key: { in: modules } } } });
}

/** Whether everybody may adopt what stands. */
export function isSettled({ kept, keep }: Difference): boolean {
  return kept && keep.every(({ passed, overridable }) => passed || overridable);
}

function differenceOf(
  module: string,
  rows: readonly Switch[],
  around: Pick<Surroundings, "instances" | "of">,
  counted: readonly CountedInstance[],
  keptIds: ReadonlySet<string>,
  { from, revision, clock }: Recovery,
): Difference | null {
  const state = moduleStateOf(rows);
  const instances = counted.flatMap((instance) => {
    const said = saidOf(instance, module, state);
    return said && !alike(said, state) ? [{ instance, state: said }] : [];
  });
  const [first] = instances;
  if (!first) return null;
  const stands = rows[0] ? around.of(rows[0].moduleId) : null;
  const published = stands?.facts.published.filter((one) => one.revision >= from) ?? [];
  const present = publishedAs(revision, state);
  const acting: Acting[] = counted.map((instance) => {
    const said = saidOf(instance, module, state);
    const held = said ? [publishedSaid(instance, said, module)] : [];
    if (instance.acting) return { instance, states: [...held, ...(instance.acting.adopting ? [...published, present] : [])] };
    return { instance, states: mayActOn(instance, stands?.facts.published ?? []) };
  });
  const revisionOf = ({ instance, state: said }: typeof first) => publishedSaid(instance, said, module).revision;
  const newest = instances.reduce((one, other) => (revisionOf(other) > revisionOf(one) ? other : one), first);
  return {
    module,
    moduleId: rows[0]?.moduleId ?? null,
    newest: newest.state,
    instances,
    kept: rows.some(({ id }) => keptIds.has(id)),
    takeOver: together(publishedAs(revisionOf(newest), newest.state), acting, clock),
    keep: stands ? keeping(state, present, acting, stands.facts, clock) : [],
  };
}

function alike(a: ModuleState, b: ModuleState): boolean {
  return (["call", "data"] as const).every((axis) => {
    const [one, other] = [a[axis], b[axis]];
    return (
      one === other || (one !== undefined && other !== undefined && actsAlike({ ...one, salt: null }, { ...other, salt: null }))
    );
  });
}

/** Switches at which a lead kept the restored state. */
async function kept({ db }: ProjectContext, { id }: EnvironmentRow, { from }: Recovery): Promise<Set<string>> {
  const where = { act: "keep", revision: { gte: BigInt(from) }, switch: { environmentId: id } };
  return new Set((await db.switchChange.findMany({ where, select: { switchId: true } })).map(({ switchId }) => switchId));
}

function moduleOf(key: string): string {
  return parseSwitchKey(key)?.module ?? key;
}

/** Environments of the project in which nothing moves since a restore. */
export async function listRecoveries(context: ProjectContext): Promise<RecoveryView[]> {
  const { db, project } = context;
  const only = project.environmentId === null ? {} : { id: project.environmentId };
  const environments = await db.environment.findMany({
    where: { projectId: project.id, recoveringSince: { not: null }, ...only },
    select: ENVIRONMENT_FIELDS,
    orderBy: { position: "asc" },
  });
  if (environments.length === 0) return [];
  const { lineageCause } = await db.revisionCounter.findUniqueOrThrow({ where: { id: 1 } });
  const views: RecoveryView[] = [];
  for (const environment of environments) {
    const rows = await actedOn(db, environment.id);
    const around = await surroundings(context, environment, rows, UNMEASURED);
    views.push(viewOf(environment.key, lineageCause, await recoveryStanding(context, environment, rows, around)));
  }
  return views;
}

export function viewOf(environment: string, cause: string, { recovery, unheard, differences }: Standing): RecoveryView {
  const { since, until, restored, clock } = recovery;
  return {
    environment,
    cause,
    since: (since ?? clock).toISOString(),
    until: (until ?? clock).toISOString(),
    restored: restored ?? 0,
    waitsFor: unheard.map(({ service, instance, incarnation, revision, acknowledgedAt }) => ({
      service,
      instance,
      incarnation,
      revision,
      acknowledgedAt: acknowledgedAt.toISOString(),
    })),
    modules: differences.map((one) => ({
      module: one.module,
      known: one.moduleId !== null,
      kept: one.kept,
      acting: one.instances.map(({ instance: { service, instance }, state }) => ({
        service,
        instance,
        call: state.call ? standingOf(state.call) : null,
        data: state.data ? standingOf(state.data) : null,
      })),
      takeOver: against(one.takeOver),
      keep: against(one.keep),
    })),
  };
}

export function refusals(gates: readonly Gate[]) {
  return against(gates).map(({ rule, message, detail }) => ({ rule, message, detail }));
}

function against(gates: readonly Gate[]) {
  return gates
    .filter(({ passed }) => !passed)
    .map(({ rule, message, detail, overridable }) => ({ rule, message, detail, overridable }));
}
