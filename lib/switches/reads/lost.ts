import type { Facts } from "../../core/stages/facts.ts";
import { counts, type PublishedState } from "../../core/stages/instances.ts";
import type { ModuleState } from "../../core/stages/module.ts";
import { type Axis, switchKey } from "../../core/stages/positions.ts";
import { publishedAs } from "../../core/stages/published.ts";
import type { CountedInstance } from "../../instances/reads.ts";
import type { Recovery } from "../facts/recovery.ts";

/** Those that count and have not said since the restore what they act on, compared with what stands now. */
export function unheard(instances: readonly CountedInstance[], { from, revision, clock }: Recovery): CountedInstance[] {
  return instances.filter((one) => counts(one, clock) && !(one.acting ? one.acting.than >= revision : one.revision >= from));
}

export function recoveringFact(instances: readonly CountedInstance[], recovery: Recovery): Pick<Facts, "recovering"> {
  if (!recovery.since) return {};
  return { recovering: { since: recovery.since, unheard: unheard(instances, recovery).map(({ instance }) => instance) } };
}

/** What the lost history did to a store nobody knows: it lacks something until it is reconciled again. */
export function unsureSince(leftOut: Facts["leftOut"], { from }: Recovery): Facts["leftOut"] {
  if (from === 0) return leftOut;
  return { old: Math.max(leftOut.old ?? 0, from), new: Math.max(leftOut.new ?? 0, from) };
}

/** The state of a module that an instance said it acts on, where that is not the restored one; null otherwise. */
export function saidOf({ acting }: CountedInstance, module: string, present: ModuleState): ModuleState | null {
  const said = (["call", "data"] as const).flatMap((axis) => {
    const one = acting?.switches[switchKey(module, axis)];
    return one ? [[axis, { ...one, held: false }] as const] : [];
  });
  return said.length > 0 ? { ...present, ...Object.fromEntries(said) } : null;
}

/** Instances with the lost state of the module that they may still act on. */
export function withLost(instances: readonly CountedInstance[], module: string, present: ModuleState): CountedInstance[] {
  return instances.map((one) => {
    const said = saidOf(one, module, present);
    return said ? { ...one, lost: [publishedSaid(one, said, module)] } : one;
  });
}

export function publishedSaid({ acting }: CountedInstance, said: ModuleState, module: string): PublishedState {
  return publishedAs(revisionOf(acting, module), said);
}

function revisionOf(acting: CountedInstance["acting"], module: string): number {
  const of = (axis: Axis) => acting?.switches[switchKey(module, axis)]?.revision ?? 0;
  return Math.max(of("call"), of("data"));
}
