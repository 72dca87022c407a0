import { useQuery } from "@tanstack/react-query";
import { useConsole } from "@/components/console/console-context.tsx";
import { moduleSwitchesQuery } from "@/lib/switches/queries/module.ts";
import { rowsQuery } from "@/lib/switches/queries/standings.ts";
import type { SwitchRow } from "@/lib/switches/schema/standings.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { byModule, type ModuleSwitches } from "./modules.ts";

/**
 * The switches of one module with everything that is known of them. Going back must work while the server cannot be
 * reached, so until it answers they are what the lists tell; the server decides in the end.
 */
export function useSwitches(module: string): ModuleSwitches {
  const { place } = useConsole();
  const { data } = useQuery(moduleSwitchesQuery(place, module));
  const rows = useQuery({ ...rowsQuery(place), enabled: false }).data;
  const known = data ?? rows?.filter((row) => row.module === module).map((row) => bareView(row, place.environment));
  return byModule(known ?? []).get(module) ?? {};
}

/** A switch without what lists do not tell. */
function bareView({ pins: _, ahead: __, change: ___, ...row }: SwitchRow, environment: string): SwitchView {
  return {
    ...row,
    environment,
    rules: [],
    warnings: [],
    checkRatio: 0,
    paused: false,
    floor: null,
    updatedAt: new Date(0).toISOString(),
    lastChange: null,
    propagation: { applied: 0, of: 0, waiting: [], services: [] },
    rollbackTo: null,
    moves: [],
    plans: [],
    missed: null,
  };
}
