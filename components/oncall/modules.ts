import { byModule, latestChange, listOf, type ModuleRows } from "@/components/switches/modules.ts";
import { toStanding } from "@/components/switches/words.ts";
import { type ModuleHealth, moduleHealth, rank } from "@/lib/core/health/module-health.ts";
import { usageOf } from "@/lib/core/health/usage.ts";
import { directionOf } from "@/lib/core/stages/state.ts";
import type { ModuleSummary } from "@/lib/measurements/schema.ts";
import type { ModuleView } from "@/lib/modules/schema.ts";
import type { PlanView } from "@/lib/plans/schema.ts";
import type { ProjectView } from "@/lib/projects/schema.ts";
import type { ChangeLine } from "@/lib/switches/schema/history.ts";
import type { SwitchRow } from "@/lib/switches/schema/standings.ts";

export type Where = { project: ProjectView; environment: ProjectView["environments"][number] };

/** What the page knows of one environment of one project; see lib/oncall/loaders.ts. */
export type Place = Where & {
  modules: ModuleView[];
  rows: readonly SwitchRow[];
  summaries: ModuleSummary[];
  changes: ChangeLine[];
  plans: PlanView[];
};

/** One module at one place, with how it is doing, and the newest forward change: what people ask first when it goes wrong. */
export type OnCallState = {
  place: Where;
  module: ModuleView;
  switches: ModuleRows;
  summary: ModuleSummary | null;
  health: ModuleHealth;
  suspect: ChangeLine | null;
};

/** Every module of every place, worst first; among equals protected environments first. `now` in milliseconds. */
export function statesOf(places: readonly Place[], now: number): OnCallState[] {
  const states = places.flatMap((place) => {
    const grouped = byModule(place.rows);
    const measured = new Map(place.summaries.map((summary) => [summary.module, summary]));
    return place.modules.map((module) => {
      const state = stateOf(place, module, grouped.get(module.key) ?? {}, measured.get(module.key) ?? null, now);
      const recent = place.changes.find((change) => change.module === module.key && change.direction === "forward");
      return recent ? { ...state, suspect: recent } : state;
    });
  });
  const guarded = ({ place }: OnCallState) => Number(place.environment.protected);
  return states.sort((a, b) => rank(a.health.state) - rank(b.health.state) || guarded(b) - guarded(a));
}

export function stateOf(
  place: Where,
  module: ModuleView,
  switches: ModuleRows,
  summary: ModuleSummary | null,
  now: number,
): OnCallState {
  const latest = latestChange(switches);
  const suspect = latest?.direction === "forward" ? latest : null;
  return { place, module, switches, summary, health: moduleHealth(summary, usageOf(listOf(switches)), now / 1000), suspect };
}

/** Plans under way anywhere. */
export function plansOf(places: readonly Place[]): { place: Where; plan: PlanView }[] {
  return places.flatMap((place) => place.plans.map((plan) => ({ place, plan })));
}

/** Changes of every place, newest first, each with whether it can still be taken back. */
export function recentOf(places: readonly Place[]): { place: Where; change: ChangeLine; open: boolean }[] {
  return places
    .flatMap((place) => place.changes.map((change) => ({ place, change, open: isAhead(place, change) })))
    .sort((a, b) => Date.parse(b.change.at) - Date.parse(a.change.at));
}

/** A forward change that its switch stands by, or whose switch is still beyond the state it was in before. */
function isAhead({ rows }: Place, { switch: key, axis, version, direction, from }: ChangeLine): boolean {
  const row = rows.find((one) => one.key === key);
  if (!row || !from || direction !== "forward") return false;
  return row.version === version || directionOf(axis, toStanding(row), toStanding(from)) === "back";
}

/** Address of the sheet that rolls a module back. */
export function sheetHref({ project, environment }: Where, module: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams({ project: project.key, environment: environment.key, ...query });
  return `/oncall/m/${encodeURIComponent(module)}?${search}`;
}
