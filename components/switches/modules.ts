import { usageOf } from "@/lib/core/health/usage.ts";
import { effectAt } from "@/lib/core/stages/effect.ts";
import { AXES, type Axis } from "@/lib/core/stages/positions.ts";
import type { ChangeLine } from "@/lib/switches/schema/history.ts";
import type { Following, SwitchRow } from "@/lib/switches/schema/standings.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

type ByAxis<V> = Partial<Record<Axis, V>>;

/** The switches of one module by axis, with everything that is known of them. */
export type ModuleSwitches = ByAxis<SwitchView>;
/** Where they stand, as lists tell it. */
export type ModuleRows = ByAxis<SwitchRow>;

export function byModule<V extends { module: string; axis: Axis }>(switches: readonly V[]): Map<string, ByAxis<V>> {
  const modules = new Map<string, ByAxis<V>>();
  for (const view of switches) {
    const own = modules.get(view.module) ?? {};
    own[view.axis] = view;
    modules.set(view.module, own);
  }
  return modules;
}

export function listOf<V>(switches: ByAxis<V>): V[] {
  return AXES.flatMap((axis) => switches[axis] ?? []);
}

export function isHeld(switches: ByAxis<Pick<SwitchRow, "held">>): boolean {
  return listOf(switches).some(({ held }) => held);
}

/** Some subjects of the module are on the new path: an axis has left its first position. */
export function newInUse(switches: ByAxis<Pick<SwitchRow, "axis" | "position" | "share" | "ahead" | "held">>): boolean {
  return usageOf(listOf(switches)).newInUse;
}

/** The change a switch stands by; null while it stands as it was created. */
export function lineOf(row: SwitchRow): ChangeLine | null {
  if (!row.change) return null;
  const { key, module, axis, version, revision, secondaryWrites, position, next, share } = row;
  return {
    switch: key,
    module,
    axis,
    version,
    revision,
    secondaryWrites,
    to: { position, next, share },
    reason: null,
    ...row.change,
  };
}

/** The newest change of any of its switches. */
export function latestChange(switches: ModuleRows): ChangeLine | null {
  return newest(listOf(switches));
}

/** The change that holds the module, as far as the newest changes tell; null while nothing is held. */
export function heldBy(switches: ModuleRows): ChangeLine | null {
  return newest(listOf(switches).filter(({ held }) => held));
}

function newest(rows: readonly SwitchRow[]): ChangeLine | null {
  const changes = rows.flatMap((row) => lineOf(row) ?? []);
  return changes.sort((a, b) => b.revision - a.revision)[0] ?? null;
}

/** On how many instances something is in effect, of those that count, and who lags. */
export type Effect = SwitchView["propagation"];

/** How far the module's switches have come: the one that changed last counts. */
export function effectOf(switches: ModuleRows, following: Following): Effect {
  return effectAt(Math.max(0, ...listOf(switches).map(({ revision }) => revision)), following);
}
