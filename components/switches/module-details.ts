import type { PlanView } from "@/lib/plans/schema.ts";
import type { SwitchRow } from "@/lib/switches/schema/standings.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { listOf, type ModuleSwitches } from "./modules.ts";

/** Of everything known of a switch, what lists tell. */
export function rowOf({ lastChange, rules, ...view }: SwitchView): SwitchRow {
  const { key, module, axis, position, next, share, secondaryWrites, held, version, revision } = view;
  const pins = rules.filter(({ result }) => result === "position").length;
  const ahead = rules.some(({ result }) => result === "next") ? { ahead: true as const } : {};
  const { at, act, direction, from, actor } = lastChange ?? { act: "created" };
  const change = act === "created" ? null : { at, act, direction, from, by: actor.name };
  return { key, module, axis, position, next, share, secondaryWrites, pins, ...ahead, held, version, revision, change };
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
