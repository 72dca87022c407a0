import type { SecondaryWrites } from "../../core/stages/module.ts";
import type { Axis } from "../../core/stages/positions.ts";
import { type HistoryEntry, pastStandings, rollbackTarget, type Standings } from "../../core/stages/rollback.ts";
import { sameStanding } from "../../core/stages/state.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Switch } from "../../platform/generated/prisma/client.ts";
import { recentStates } from "../reads/history.ts";
import { standingOf } from "../reads/rows.ts";

/** The last joint state of these switches that stood ten minutes, and what held of secondary writes then; null without one. */
export async function defaultTarget(
  context: ProjectContext,
  rows: readonly Switch[],
): Promise<{ standings: Standings; policy: SecondaryWrites | null } | null> {
  const pasts = await recentStates(context, rows);
  const entries: Partial<Record<Axis, HistoryEntry[]>> = {};
  const present: Standings = {};
  for (const row of rows) {
    present[row.axis] = standingOf(row);
    const past = pasts.get(row.id) ?? [];
    entries[row.axis] = [...past].reverse();
  }
  const found = rollbackTarget(present, pastStandings(entries));
  if (!found) return null;
  const data = rows.find(({ axis }) => axis === "data");
  const standing = found.standings.data;
  const then = (data && pasts.get(data.id))?.find(
    (state) => standing && sameStanding(state.standing, standing) && state.at < found.until,
  );
  return { standings: found.standings, policy: then?.secondaryWrites ?? null };
}
