import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useNow } from "@/components/ui/clock.tsx";
import { type ModuleHealth, moduleHealth, rank } from "@/lib/core/health/module-health.ts";
import { summariesQuery } from "@/lib/measurements/queries.ts";
import type { ModuleSummary } from "@/lib/measurements/schema.ts";
import { modulesQuery } from "@/lib/modules/queries.ts";
import type { ModuleView } from "@/lib/modules/schema.ts";
import { switchesQuery } from "@/lib/switches/queries.ts";
import { byModule, isHeld, type ModuleSwitches, newInUse } from "./modules.ts";

/** One module with everything that is known of it in the environment shown. */
export type ModuleState = {
  module: ModuleView;
  switches: ModuleSwitches;
  summary: ModuleSummary | null;
  health: ModuleHealth;
};

/** Every module of the project, worst first, then in the order of their keys. */
export function useModuleStates() {
  const { project, place } = useConsole();
  const modules = useQuery(modulesQuery(project.key));
  const switches = useQuery(switchesQuery(place));
  const summaries = useQuery(summariesQuery(place.project, place.environment));
  const now = useNow(5000);

  const states = useMemo(() => {
    if (!modules.data || !switches.data) return null;
    const grouped = byModule(switches.data);
    return modules.data
      .map((module): ModuleState => {
        const own = grouped.get(module.key) ?? {};
        const summary = summaries.data?.find((candidate) => candidate.module === module.key) ?? null;
        const use = { newInUse: newInUse(own), held: isHeld(own) };
        return { module, switches: own, summary, health: moduleHealth(summary, use, now / 1000) };
      })
      .sort((a, b) => rank(a.health.state) - rank(b.health.state) || a.module.key.localeCompare(b.module.key));
  }, [modules.data, switches.data, summaries.data, now]);

  return { states, modules, switches, summaries };
}
