import { isHeld, latestChange } from "@/components/switches/modules.ts";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { toStanding } from "@/components/switches/words.ts";
import { HEALTH_STATES, type HealthState } from "@/lib/core/health/module-health.ts";
import { type Axis, isAxis, isStage, STAGES, type Stage } from "@/lib/core/stages/positions.ts";
import { progress } from "@/lib/core/stages/state.ts";

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

export const SORTS = ["worst", "name", "newest", "data", "route", "call"] as const;
export type Sort = (typeof SORTS)[number];

export function sortFrom(value: string): Sort {
  return SORTS.find((sort) => sort === value) ?? "worst";
}

/** Modules by domain in alphabetical order; within one as given, worst first, by name, newest change, or furthest on an axis. */
export function inOrder(states: readonly ModuleState[], sort: Sort): ModuleState[] {
  const changed = new Map(sort === "newest" ? states.map((state) => [state, latestChange(state.switches)?.revision ?? 0]) : []);
  const within = (a: ModuleState, b: ModuleState) => {
    if (sort === "name") return ORDER.compare(a.module.key, b.module.key);
    if (isAxis(sort)) return far(b, sort) - far(a, sort);
    return sort === "newest" ? (changed.get(b) ?? 0) - (changed.get(a) ?? 0) : 0;
  };
  return states.toSorted((a, b) => ORDER.compare(a.module.domain, b.module.domain) || within(a, b));
}

function far({ switches }: ModuleState, axis: Axis): number {
  const row = switches[axis];
  return row ? progress(axis, toStanding(row)) : -1;
}

/** Made once: a comparison that sets itself up each time takes most of the time of a long list. */
const ORDER = new Intl.Collator();

export const STAGE_FILTERS = STAGES;
