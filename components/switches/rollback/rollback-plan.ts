import { listOf, type ModuleSwitches } from "@/components/switches/modules.ts";
import { toStanding } from "@/components/switches/words.ts";
import { type Axis, firstPosition } from "@/lib/core/stages/positions.ts";
import { type Besides, besides, type JointState, type Restored, settledFrom } from "@/lib/core/stages/restored.ts";
import {
  type HistoryEntry,
  isBehind,
  type PastState,
  pastStates,
  rollbackOrder,
  rollbackTarget,
  walkBack,
} from "@/lib/core/stages/rollback.ts";
import type { SecondaryWrites } from "@/lib/core/stages/secondary-writes.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

/** One axis that goes back: where to, every step on the way, and what changes besides. */
export type Leg = { view: SwitchView; to: Restored; steps: Restored[]; beside: Besides };

/** The axes that change, in the order the engine takes; none where the whole is not behind the present. */
export function legsOf(switches: ModuleSwitches, target: JointState): Leg[] {
  const present = jointOf(switches);
  if (!isBehind(present, target)) return [];
  return rollbackOrder(present.data).flatMap((axis) => {
    const [view, from, to] = [switches[axis], present[axis], target[axis]];
    if (!view || !from || !to) return [];
    const leg = { view, to, steps: walkBack(axis, from, to), beside: besides(from, to) };
    return leg.steps.length > 0 || changesBeside(leg.beside) ? [leg] : [];
  });
}

export function changesBeside({ gone, came, reordered, secondaryWrites, checkRatio }: Besides): boolean {
  return gone.length + came.length > 0 || reordered || secondaryWrites !== null || checkRatio !== null;
}

/** The state a rollback without a target returns to, decided by the function the server uses. Histories newest first. */
export function defaultPast(switches: ModuleSwitches, histories: Partial<Record<Axis, readonly ChangeView[]>>): PastState | null {
  const entries: Partial<Record<Axis, HistoryEntry[]>> = {};
  for (const { axis } of listOf(switches)) {
    entries[axis] = (histories[axis] ?? [])
      .map((change) => ({ at: new Date(change.at), state: restoredOf(axis, { ...change, ...change.to }) }))
      .reverse();
  }
  return rollbackTarget(jointOf(switches), pastStates(entries));
}

/** The state a switch was in before a change; null for the one that created it. */
export function stateBefore({ axis, from, replaced }: ChangeView): JointState | null {
  return from && replaced && { [axis]: restoredOf(axis, { ...from, ...replaced }) };
}

/** Every axis at its first position. */
export function startOf(switches: ModuleSwitches): JointState {
  const present = jointOf(switches);
  return Object.fromEntries(Object.values(present).map((state) => [state.axis, settledFrom(state, firstPosition(state.axis))]));
}

export function jointOf(switches: ModuleSwitches): JointState {
  return Object.fromEntries(listOf(switches).map((view) => [view.axis, restoredOf(view.axis, view)]));
}

type Shown = Pick<SwitchView, "position" | "next" | "share" | "rules" | "checkRatio"> & { secondaryWrites: SecondaryWrites };

export function restoredOf(axis: Axis, { rules, secondaryWrites, checkRatio, ...place }: Shown): Restored {
  return { axis, ...toStanding(place), rules, secondaryWrites, checkRatio };
}
