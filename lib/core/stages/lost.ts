import type { Facts } from "./facts.ts";
import { counts, type InstanceFacts, type PublishedState } from "./instances.ts";
import type { ModuleState, SwitchState } from "./module.ts";
import { type Axis, switchKey } from "./positions.ts";
import { publishedAs } from "./published.ts";

/** An instance, and what it acts on of a history that a restore lost; null for those that follow the present one. */
export type Speaking = InstanceFacts & { acting: Lost | null };
type Lost = { than: number; switches: Readonly<Record<string, Omit<SwitchState, "held"> & { revision: number }>> };

/** What an environment knows of the last restore of the control plane. */
export type Recovery = {
  /** Its revision now, and the first one of the present lineage; 0 while that is the first. */
  revision: number;
  from: number;
  /** Where it stood when the state was restored. */
  restored: number | null;
  /** Since when nothing moves, and until when unknown instances may speak; null when that is over. */
  since: Date | null;
  until: Date | null;
  clock: Date;
};

/** Those that count and have not said since the restore what they act on, compared with what stands now. */
export function unheard<One extends Speaking>(instances: readonly One[], { from, revision, clock }: Recovery): One[] {
  return instances.filter((one) => counts(one, clock) && !(one.acting ? one.acting.than >= revision : one.revision >= from));
}

export function recoveringFact(instances: readonly Speaking[], recovery: Recovery): Pick<Facts, "recovering"> {
  if (!recovery.since) return {};
  return { recovering: { since: recovery.since, unheard: unheard(instances, recovery).map(({ instance }) => instance) } };
}

/** What the lost history did to a store nobody knows: it lacks something until it is reconciled again. */
export function unsureSince(leftOut: Facts["leftOut"], { from }: Recovery): Facts["leftOut"] {
  if (from === 0) return leftOut;
  return { old: Math.max(leftOut.old ?? 0, from), new: Math.max(leftOut.new ?? 0, from) };
}

/** The state of a module that an instance said it acts on, where that is not the restored one; null otherwise. */
export function saidOf({ acting }: Speaking, module: string, present: ModuleState): ModuleState | null {
  const said = (["call", "data"] as const).flatMap((axis) => {
    const one = acting?.switches[switchKey(module, axis)];
    return one ? [[axis, { ...one, held: false }] as const] : [];
  });
  return said.length > 0 ? { ...present, ...Object.fromEntries(said) } : null;
}

/** Instances with the lost state of the module that they may still act on. */
export function withLost<One extends Speaking>(instances: readonly One[], module: string, present: ModuleState): One[] {
  return instances.map((one) => {
    const said = saidOf(one, module, present);
    return said ? { ...one, lost: [publishedSaid(one, said, module)] } : one;
  });
}

export function publishedSaid({ acting }: Speaking, said: ModuleState, module: string): PublishedState {
  return publishedAs(revisionOf(acting, module), said);
}

function revisionOf(acting: Lost | null, module: string): number {
  const of = (axis: Axis) => acting?.switches[switchKey(module, axis)]?.revision ?? 0;
  return Math.max(of("call"), of("data"));
}
