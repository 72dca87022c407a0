import { replaceEqualDeep, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useNow } from "@/components/ui/clock.tsx";
import { type ModuleHealth, moduleHealth, rank } from "@/lib/core/health/module-health.ts";
import { usageOf } from "@/lib/core/health/usage.ts";
import { AXES } from "@/lib/core/stages/positions.ts";
import { summariesQuery } from "@/lib/measurements/queries/summaries.ts";
import type { ModuleSummary } from "@/lib/measurements/schema.ts";
import { modulesQuery } from "@/lib/modules/queries/modules.ts";
import type { ModuleView } from "@/lib/modules/schema.ts";
import { rowsQuery } from "@/lib/switches/queries/standings.ts";
import { byModule, listOf, type ModuleRows } from "./modules.ts";

/** One module with everything that is known of it in the environment shown. */
export type ModuleState = {
  module: ModuleView;
  switches: ModuleRows;
  summary: ModuleSummary | null;
  health: ModuleHealth;
};

const ORDER = new Intl.Collator();

/** Every module of the project, worst first, then in the order of their keys. */
export function useModuleStates() {
  const { project, place } = useConsole();
  const modules = useQuery(modulesQuery(project.key));
  const switches = useQuery(rowsQuery(place));
  const summaries = useQuery(summariesQuery(place.project, place.environment));
  const now = useNow(5000);

  // What stands still stays the very same, so that it need not be drawn again.
  const grouped = useMemo(() => switches.data && byModule(switches.data), [switches.data]);
  const states = useMemo(() => {
    if (!modules.data || !grouped) return null;
    const measured = new Map(summaries.data?.map((summary) => [summary.module, summary]));
    return modules.data
      .map((module) => stateOf(module, grouped.get(module.key) ?? {}, summaries.data && (measured.get(module.key) ?? null), now))
      .sort((a, b) => rank(a.health.state) - rank(b.health.state) || ORDER.compare(a.module.key, b.module.key));
  }, [modules.data, grouped, summaries.data, now]);

  return { states, modules, switches, summaries };
}

/** One module as it does now. */
export function stateOf(
  module: ModuleView,
  switches: ModuleRows,
  summary: ModuleSummary | null | undefined,
  now: number,
): ModuleState {
  return { module, switches, summary: summary ?? null, health: moduleHealth(summary, usageOf(listOf(switches)), now / 1000) };
}

/** Whether both say the same of a module. What was read is shared as long as it is the same; the verdict is made anew each time. */
export function sameState(a: ModuleState, b: ModuleState): boolean {
  if (a.module !== b.module || a.summary !== b.summary) return false;
  return AXES.every((axis) => a.switches[axis] === b.switches[axis]) && replaceEqualDeep(a.health, b.health) === a.health;
}
