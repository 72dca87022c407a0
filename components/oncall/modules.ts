import { byModule, isHeld, latestChange, type ModuleSwitches, newInUse } from "@/components/switches/modules.ts";
import { legsOf, stateBefore } from "@/components/switches/rollback-plan.ts";
import { type ModuleHealth, moduleHealth, rank } from "@/lib/core/health/module-health.ts";
import type { ModuleSummary } from "@/lib/measurements/schema.ts";
import type { ModuleView } from "@/lib/modules/schema.ts";
import type { ProjectView } from "@/lib/projects/schema.ts";
import type { ChangeView, PlanView, SwitchView } from "@/lib/switches/schema.ts";

/** What the page knows of one environment of one project; see lib/oncall/loaders.ts. */
export type Place = {
  project: ProjectView;
  environment: ProjectView["environments"][number];
  modules: ModuleView[];
  switches: SwitchView[];
  summaries: ModuleSummary[];
  changes: ChangeView[];
};

/** One module at one place, with how it is doing. */
export type OnCallState = {
  place: Place;
  module: ModuleView;
  switches: ModuleSwitches;
  summary: ModuleSummary | null;
  health: ModuleHealth;
};

/** Every module of every place, worst first; among equals protected environments first. `now` in milliseconds. */
export function statesOf(places: readonly Place[], now: number): OnCallState[] {
  const states = places.flatMap((place) => {
    const grouped = byModule(place.switches);
    return place.modules.map((module) => stateOf(place, module, grouped.get(module.key) ?? {}, now));
  });
  const guarded = ({ place }: OnCallState) => Number(place.environment.protected);
  return states.sort((a, b) => rank(a.health.state) - rank(b.health.state) || guarded(b) - guarded(a));
}

export function stateOf(place: Place, module: ModuleView, switches: ModuleSwitches, now: number): OnCallState {
  const summary = place.summaries.find((candidate) => candidate.module === module.key) ?? null;
  const use = { newInUse: newInUse(switches), held: isHeld(switches) };
  return { place, module, switches, summary, health: moduleHealth(summary, use, now / 1000) };
}

/** Plans under way anywhere, each once: a switch carries those of its whole module. */
export function plansOf(places: readonly Place[]): { place: Place; plan: PlanView }[] {
  return places.flatMap((place) => {
    const plans = new Map(place.switches.flatMap((view) => view.plans.map((plan) => [plan.id, plan] as const)));
    return [...plans.values()].map((plan) => ({ place, plan }));
  });
}

/** Changes of every place, newest first, each with whether it can still be taken back. */
export function recentOf(places: readonly Place[]): { place: Place; change: ChangeView; open: boolean }[] {
  return places
    .flatMap((place) => place.changes.map((change) => ({ place, change, open: isAhead(place, change) })))
    .sort((a, b) => Date.parse(b.change.at) - Date.parse(a.change.at));
}

/** A forward change whose switch is still beyond the state it was in before. */
function isAhead(place: Place, change: ChangeView): boolean {
  const view = place.switches.find(({ key }) => key === change.switch);
  if (!view || !change.from || change.direction !== "forward") return false;
  return legsOf({ [change.axis]: view }, stateBefore(change) ?? {}).length > 0;
}

/** The newest forward change of the module: what people ask first when it goes wrong. */
export function suspectOf({ place, module, switches }: OnCallState): ChangeView | null {
  const recent = place.changes.find((change) => change.module === module.key && change.direction === "forward");
  const latest = latestChange(switches);
  return recent ?? (latest?.direction === "forward" ? latest : null);
}

/** Address of the sheet that rolls a module back. */
export function sheetHref({ project, environment }: Place, module: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams({ project: project.key, environment: environment.key, ...query });
  return `/oncall/m/${encodeURIComponent(module)}?${search}`;
}
