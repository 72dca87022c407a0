import { isHeld } from "@/components/switches/modules.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { HEALTH_STATES, type HealthState } from "@/lib/core/health/module-health.ts";
import { isStage, STAGES, type Stage } from "@/lib/core/stages/positions.ts";

/** What the board's URL asks for; an unknown value asks for nothing. */
export type Filters = { text: string; stage: Stage | null; owner: string; health: HealthState | null };

export function filtersFrom(values: { q: string; stage: string; owner: string; health: string }): Filters {
  const health = HEALTH_STATES.find((state) => state === values.health) ?? null;
  return { text: values.q.trim().toLowerCase(), stage: isStage(values.stage) ? values.stage : null, owner: values.owner, health };
}

export function matches({ module, switches, health }: ModuleState, { text, stage, owner, health: wanted }: Filters): boolean {
  const words = [module.key, module.name, module.owner, module.domain].join(" ").toLowerCase();
  if (!words.includes(text)) return false;
  if (stage && switches.data?.position !== stage) return false;
  if (owner && module.owner !== owner) return false;
  return !wanted || health.state === wanted || (wanted === "held" && isHeld(switches));
}

export type Group = { domain: string; states: ModuleState[] };

/** Modules by domain in alphabetical order, within a domain as given: worst first. */
export function byDomain(states: readonly ModuleState[]): Group[] {
  const groups = new Map<string, ModuleState[]>();
  for (const state of states) groups.set(state.module.domain, [...(groups.get(state.module.domain) ?? []), state]);
  return [...groups].map(([domain, own]) => ({ domain, states: own })).sort((a, b) => a.domain.localeCompare(b.domain));
}

export const STAGE_FILTERS = STAGES;
