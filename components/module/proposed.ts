import type { ModuleRows } from "@/components/switches/modules.ts";
import { raiseTarget } from "@/components/switches/raise.ts";
import type { Axis } from "@/lib/core/stages/positions.ts";

/** Axes that can still move forward, in the order in which a module usually moves. */
export function raisable(switches: ModuleRows): Axis[] {
  return (["route", "call", "data"] as const).filter((axis) => {
    const view = switches[axis];
    return view !== undefined && raiseTarget(view) !== null;
  });
}

/** The axis a proposal is most likely about: the one under way, otherwise the first that can still move. */
export function proposedAxis(switches: ModuleRows): Axis | null {
  const open = raisable(switches);
  const underWay = open.filter((axis) => (switches[axis]?.share ?? 0) > 0);
  const newest = underWay.sort((a, b) => (switches[b]?.revision ?? 0) - (switches[a]?.revision ?? 0))[0];
  return newest ?? open[0] ?? null;
}
