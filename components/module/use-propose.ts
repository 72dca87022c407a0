import { useSearchValue } from "@/components/console/use-search-value.ts";
import type { ModuleSwitches } from "@/components/switches/modules.ts";
import { isPinned } from "@/components/switches/words.ts";
import type { Axis } from "@/lib/core/stages/positions.ts";

export const TABS_ID = "module-tabs";

/** Opens the next move of an axis. Where only rules keep it from settling, that is dropping them, among the rules. */
export function usePropose(switches: ModuleSwitches, onAxis: (axis: Axis) => void): (axis: Axis) => void {
  const [, setTab] = useSearchValue("tab");
  return (axis) => {
    const view = switches[axis];
    if (!view || !isPinned(view)) return onAxis(axis);
    setTab("rules");
    document.getElementById(TABS_ID)?.scrollIntoView({ block: "start" });
  };
}
