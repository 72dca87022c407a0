import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { rowOf } from "@/components/switches/module-details.ts";
import { byModule, listOf, type ModuleSwitches } from "@/components/switches/modules.ts";
import { stateOf } from "@/components/switches/use-module-health.ts";
import { useNow } from "@/components/ui/clock.tsx";
import { summaryQuery } from "@/lib/measurements/queries/module.ts";
import { moduleQuery } from "@/lib/modules/queries/modules.ts";
import { moduleSwitchesQuery } from "@/lib/switches/queries/module.ts";

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
    return { state: stateOf(module.data, rows, summary.data, now), details };
  }, [key, module.data, switches.data, summary.data, now]);

  return { known, module, switches };
}
