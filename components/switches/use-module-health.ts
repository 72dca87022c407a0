import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useNow } from "@/components/ui/clock.tsx";
import { type ModuleHealth, moduleHealth, rank } from "@/lib/core/health/module-health.ts";
import { summariesQuery, summaryQuery } from "@/lib/measurements/queries.ts";
import type { ModuleSummary } from "@/lib/measurements/schema.ts";
import { moduleQuery, modulesQuery } from "@/lib/modules/queries.ts";
import type { ModuleView } from "@/lib/modules/schema.ts";
import { moduleSwitchesQuery, rowsQuery } from "@/lib/switches/queries.ts";
import { byModule, isHeld, listOf, type ModuleRows, type ModuleSwitches, newInUse, rowOf } from "./modules.ts";

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

  const states = useMemo(() => {
    if (!modules.data || !switches.data) return null;
    const grouped = byModule(switches.data);
    const measured = new Map(summaries.data?.map((summary) => [summary.module, summary]));
    return modules.data
      .map((module) => stateOf(module, grouped.get(module.key) ?? {}, measured.get(module.key) ?? null, now))
      .sort((a, b) => rank(a.health.state) - rank(b.health.state) || ORDER.compare(a.module.key, b.module.key));
  }, [modules.data, switches.data, summaries.data, now]);

  return { states, modules, switches, summaries };
}

function stateOf(module: ModuleView, switches: ModuleRows, summary: ModuleSummary | null, now: number): ModuleState {
  const use = { newInUse: newInUse(switches), held: isHeld(switches) };
  return { module, switches, summary, health: moduleHealth(summary, use, now / 1000) };
}

/** One module, whatever others there are: how it does, and everything that is known of its switches. */
export function useModuleState(key: string) {
  const { place } = useConsole();
  const module = useQuery(moduleQuery(place.project, key));
  const switches = useQuery(moduleSwitchesQuery(place, key));
  const summary = useQuery(summaryQuery(place.project, place.environment, key));
  const now = useNow(5000);

  const known = useMemo(() => {
    if (!module.data || !switches.data) return null;
    const details: ModuleSwitches = byModule(switches.data).get(key) ?? {};
    const rows = byModule(listOf(details).map(rowOf)).get(key) ?? {};
    return { state: stateOf(module.data, rows, summary.data ?? null, now), details };
  }, [key, module.data, switches.data, summary.data, now]);

  return { known, module, switches };
}
