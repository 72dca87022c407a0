import { type Axis, firstPosition, indexOf, type Position } from "../../core/stages/positions.ts";
import { type JointState, settledFrom } from "../../core/stages/restored.ts";
import { type HistoryEntry, pastStates, rollbackTarget } from "../../core/stages/rollback.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { refused } from "../../platform/errors.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { recentStates } from "../reads/history.ts";
import { jointOf, restoredOf } from "../reads/rows.ts";

/** Where the switches of a module go back to: their start, or the last joint state that stood ten minutes. Null without one. */
export async function targetOf(context: ProjectContext, rows: readonly Switch[], to?: "old"): Promise<JointState | null> {
  if (to === "old") {
    const start = rows.map((row) => [row.axis, settledFrom(restoredOf(row), firstPosition(row.axis))]);
    return Object.fromEntries(start);
  }
  const pasts = await recentStates(context, rows);
  const entries: Partial<Record<Axis, HistoryEntry[]>> = {};
  for (const row of rows) entries[row.axis] = [...(pasts.get(row.id) ?? [])].reverse();
  return rollbackTarget(jointOf(rows), pastStates(entries))?.states ?? null;
}

/**
 * Where one switch goes back to. A position that is named is settled at, without the rules that send subjects ahead of
 * it; a version of its history comes back whole. Throws `refused` when it is neither.
 */
export async function targetOfSwitch(
  context: ProjectContext,
  row: Switch,
  to: string | number | undefined,
): Promise<JointState | null> {
  if (to === undefined) return targetOf(context, [row]);
  if (typeof to === "number") {
    const found = await context.db.switchChange.findUnique({ where: { switchId_version: { switchId: row.id, version: to } } });
    if (found) return { [row.axis]: restoredOf({ ...found, axis: row.axis }) };
  } else if (indexOf(row.axis, to) >= 0) {
    return { [row.axis]: settledFrom(restoredOf(row), to as Position) };
  }
  throw refused([{ rule: "position", message: `${row.key} has no position or version “${to}”.`, detail: { to } }]);
}
