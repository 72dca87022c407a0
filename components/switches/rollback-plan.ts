import type { Axis } from "@/lib/core/stages/positions.ts";
import {
  type HistoryEntry,
  pastStandings,
  rollbackOrder,
  rollbackTarget,
  type Standings,
  walkBack,
} from "@/lib/core/stages/rollback.ts";
import { initialStanding, type Standing } from "@/lib/core/stages/state.ts";
import type { ChangeView, SwitchView } from "@/lib/switches/schema.ts";
import { listOf, type ModuleSwitches } from "./modules.ts";
import { toStanding } from "./words.ts";

/** One axis that moves back: where to, and every step on the way. */
export type Leg = { view: SwitchView; to: Standing; steps: Standing[] };

/** The axes that move, in the order the engine takes; those that already stand there are left out. */
export function legsOf(switches: ModuleSwitches, target: Standings): Leg[] {
  return rollbackOrder(switches.data && toStanding(switches.data)).flatMap((axis) => {
    const view = switches[axis];
    const to = target[axis];
    if (!view || !to) return [];
    const steps = walkBack(axis, toStanding(view), to);
    return steps.length > 0 ? [{ view, to, steps }] : [];
  });
}

export type Past = { standings: Standings; since: Date; until: Date };

/** The state a rollback without a target returns to, decided by the function the server uses. Histories newest first. */
export function defaultPast(switches: ModuleSwitches, histories: Partial<Record<Axis, readonly ChangeView[]>>): Past | null {
  const present: Standings = {};
  const entries: Partial<Record<Axis, HistoryEntry[]>> = {};
  for (const view of listOf(switches)) {
    present[view.axis] = toStanding(view);
    entries[view.axis] = (histories[view.axis] ?? [])
      .map((change) => ({ at: new Date(change.at), standing: toStanding(change.to) }))
      .reverse();
  }
  return rollbackTarget(present, pastStandings(entries));
}

/** Every axis at its first position. */
export function startOf(switches: ModuleSwitches): Standings {
  return Object.fromEntries(listOf(switches).map(({ axis }) => [axis, initialStanding(axis)]));
}
