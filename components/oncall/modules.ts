import { byModule, latestChange, listOf, type ModuleRows } from "@/components/switches/modules.ts";
import { toStanding } from "@/components/switches/words.ts";
import { concerns } from "@/lib/core/health/attention.ts";
import { isUrgent, type ModuleHealth, moduleHealth, rank } from "@/lib/core/health/module-health.ts";
import { usageOf } from "@/lib/core/health/usage.ts";
import { directionOf } from "@/lib/core/stages/state.ts";
import type { ModuleSummary } from "@/lib/measurements/schema.ts";
import type { ModuleView } from "@/lib/modules/schema.ts";
import type { PlanView } from "@/lib/plans/schema.ts";
import type { ProjectView } from "@/lib/projects/schema.ts";
import type { ChangeLine } from "@/lib/switches/schema/history.ts";
import type { SwitchRow } from "@/lib/switches/schema/standings.ts";

/** As long as the page tells of changes. */
const LATELY_MS = 30 * 60_000;

export type Where = { project: ProjectView; environment: ProjectView["environments"][number] };

/** What the page knows of one environment of one project; see lib/oncall/loaders.ts. */
export type Place = Where & {
  modules: ModuleView[];
  rows: readonly SwitchRow[];
  summaries: ModuleSummary[];
  changes: ChangeLine[];
  plans: PlanView[];
};

/** One module at one place, with how it is doing, and what changed just before: what people ask first when it goes wrong. */
export type OnCallState = {
  place: Where;
  module: ModuleView;
  switches: ModuleRows;
  summary: ModuleSummary | null;
  health: ModuleHealth;
  /** The newest change forward that still stands; one that was taken back explains nothing any more. */
  suspect: ChangeLine | null;
  /** The newest change of all, where it lately went back. */
  takenBack: ChangeLine | null;
};

/** Every module of every place, worst first; among equals protected environments first. `now` in milliseconds. */
export function statesOf(places: readonly Place[], now: number): OnCallState[] {
  const states = places.flatMap((place) => {
    const grouped = byModule(place.rows);
    const measured = new Map(place.summaries.map((summary) => [summary.module, summary]));
    return place.modules.map((module) => {
      const state = stateOf(place, module, grouped.get(module.key) ?? {}, measured.get(module.key) ?? null, now);
      const standing = place.changes.find((change) => change.module === module.key && isAhead(place, change));
      return standing ? { ...state, suspect: standing } : state;
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
  const isLate = latest?.direction === "back" && now - Date.parse(latest.at) < LATELY_MS;
  const takenBack = isLate ? latest : null;
  return {
    place,
    module,
    switches,
    summary,
    health: moduleHealth(summary, usageOf(listOf(switches)), now / 1000),
    suspect,
    takenBack,
  };
}

/** What somebody on call is told of, once a module: where it does worst. */
export function concerning(states: readonly OnCallState[], now: number): OnCallState[] {
  const told = states.filter((state) => concerns(copyOf(state), now / 1000));
  const seen = new Set<string>();
  return told.filter(({ place, module }) => {
    const key = `${place.project.key} ${module.key}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Needs somebody: it does badly, or it was taken back in part and nobody knows yet whether that was enough. */
export function needsSomebody(state: OnCallState): boolean {
  const { newInUse, health } = copyOf(state);
  return isUrgent(health.state) || (newInUse && state.takenBack !== null && health.state === "unknown");
}

/** What the verdicts of several places are told apart by. */
export function copyOf({ place, switches, summary, health }: OnCallState) {
  const { newInUse } = usageOf(listOf(switches));
  return { health, newInUse, guarded: place.environment.protected, newest: summary?.newest ?? null };
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

/** Asks the sheet for the whole way back first: the next step where going back in part was not enough. */
export const STRAIGHT = { to: "old" };

/** Address that asks which of the places of a module is meant. */
export function choiceHref(module: string): string {
  return `/oncall/m/${encodeURIComponent(module)}?choose=1`;
}

/** Address of the sheet that rolls a module back. */
export function sheetHref({ project, environment }: Where, module: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams({ project: project.key, environment: environment.key, ...query });
  return `/oncall/m/${encodeURIComponent(module)}?${search}`;
}
