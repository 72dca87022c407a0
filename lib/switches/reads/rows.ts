import { warningsOf } from "../../core/evaluation/rule-faults.ts";
import { parseRules, type Rule } from "../../core/evaluation/snapshot.ts";
import type { ModuleState, SwitchState } from "../../core/stages/module.ts";
import { type Axis, type Position, parseSwitchKey } from "../../core/stages/positions.ts";
import type { JointState, Restored } from "../../core/stages/restored.ts";
import type { SecondaryWrites } from "../../core/stages/secondary-writes.ts";
import type { Standing } from "../../core/stages/state.ts";
import type { RestoredView } from "../schema/rollback.ts";
import type { WarningView } from "../schema/rules.ts";

/** From what is stored to what the rules judge. */

export function partsOf(key: string): { module: string; axis: Axis } {
  const parts = parseSwitchKey(key);
  if (!parts) throw new Error(`stored switch key without an axis: ${key}`);
  return parts;
}

export function standingOf(row: { position: string; next: string | null; share: number }): Standing {
  return { position: row.position as Position, next: row.next as Position | null, share: row.share };
}

export type StoredState = {
  axis: Axis;
  position: string;
  next: string | null;
  share: number;
  rules: unknown;
  held: boolean;
  checkRatio: number;
  secondaryWrites: string;
  paused: boolean;
};

export function stateOf(row: StoredState): SwitchState {
  return { ...restoredOf(row), held: row.held, paused: row.paused };
}

export function restoredOf(row: Omit<StoredState, "held" | "paused">): Restored {
  return {
    axis: row.axis,
    ...standingOf(row),
    rules: rulesOf(row.rules),
    checkRatio: row.checkRatio,
    secondaryWrites: row.secondaryWrites as SecondaryWrites,
  };
}

/** The rule list of a switch or of a state of its history. */
export function rulesOf(stored: unknown): Rule[] {
  return parseRules(stored, "rules");
}

export function warningsIn(rules: readonly Rule[]): WarningView[] {
  return warningsOf(rules).map(({ path, warning, message }) => ({ path: ["rules", ...path].join("."), warning, message }));
}

/** The same as the API shows it. */
export function restoredView({ rules, secondaryWrites, checkRatio, ...place }: Restored): RestoredView {
  return { ...standingOf(place), rules: [...rules], secondaryWrites, checkRatio };
}

/** The joint state of the switches of one module. */
export function moduleStateOf(rows: readonly StoredState[]): ModuleState {
  return Object.fromEntries(rows.map((row) => [row.axis, stateOf(row)]));
}

/** What a rollback sees of the switches of one module. */
export function jointOf(rows: readonly StoredState[]): JointState {
  return Object.fromEntries(rows.map((row) => [row.axis, restoredOf(row)]));
}

/** Groups rows by the module they belong to. */
export function byModule<T extends { moduleId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.moduleId);
    if (group) group.push(row);
    else groups.set(row.moduleId, [row]);
  }
  return groups;
}
