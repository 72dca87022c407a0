import { AXES, type Axis, firstPosition } from "@/lib/core/stages/positions.ts";
import type { ChangeView, PlanView, SwitchView } from "@/lib/switches/schema.ts";

/** The switches of one module by axis. */
export type ModuleSwitches = Partial<Record<Axis, SwitchView>>;

export function byModule(switches: readonly SwitchView[]): Map<string, ModuleSwitches> {
  const modules = new Map<string, ModuleSwitches>();
  for (const view of switches) modules.set(view.module, { ...modules.get(view.module), [view.axis]: view });
  return modules;
}

export function listOf(switches: ModuleSwitches): SwitchView[] {
  return AXES.flatMap((axis) => switches[axis] ?? []);
}

export function isHeld(switches: ModuleSwitches): boolean {
  return listOf(switches).some(({ held }) => held);
}

/** Some subjects of the module are on the new path: an axis has left its first position. */
export function newInUse(switches: ModuleSwitches): boolean {
  return listOf(switches).some((view) => view.position !== firstPosition(view.axis) || view.share > 0);
}

/** The newest change of any of its switches that moved, held or released something. */
export function latestChange(switches: ModuleSwitches): SwitchView["lastChange"] {
  const changes = listOf(switches).flatMap(({ lastChange }) => (lastChange && lastChange.act !== "created" ? [lastChange] : []));
  return changes.sort((a, b) => b.revision - a.revision)[0] ?? null;
}

/** Instances that have taken up everything, of those alive; the switch furthest behind counts. */
export function inEffect(switches: ModuleSwitches): SwitchView["propagation"] | null {
  const all = listOf(switches).map(({ propagation }) => propagation);
  return all.sort((a, b) => a.applied - a.of - (b.applied - b.of))[0] ?? null;
}

/** Plans of a module that have not reached their end, as its switches tell of them. */
export function plansOf(switches: ModuleSwitches): PlanView[] {
  return [...new Map(listOf(switches).flatMap(({ plans }) => plans.map((plan) => [plan.id, plan] as const))).values()];
}

/** The change that holds the module, as far as the newest changes tell; null while nothing is held. */
export function heldBy(switches: ModuleSwitches): ChangeView | null {
  const held = listOf(switches).flatMap((view) => (view.held && view.lastChange ? [view.lastChange] : []));
  return held.sort((a, b) => b.revision - a.revision)[0] ?? null;
}
