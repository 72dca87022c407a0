import { type HealthState, moduleHealth } from "../../core/health/module-health.ts";
import { firstPosition } from "../../core/stages/positions.ts";
import { recentSummaries } from "../../measurements/reads/recent.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Queryable } from "../../platform/db.ts";
import type { HealthCounts, SwitchRow } from "../schema/standings.ts";
import type { EnvironmentRow } from "./environment.ts";
import { standings } from "./standings.ts";

/** How many modules of an environment are in which state. */
export async function healthCounts(context: ProjectContext, pool: Queryable, environment: EnvironmentRow): Promise<HealthCounts> {
  const [rows, summaries] = await Promise.all([
    standings(context, environment),
    recentSummaries(pool, environment.id, context.now),
  ]);
  const uses = usesOf(rows);
  const counts: Record<HealthState, number> = { bad: 0, watch: 0, unknown: 0, held: 0, ok: 0 };
  for (const summary of summaries) {
    const use = uses.get(summary.module) ?? { newInUse: false, held: false };
    counts[moduleHealth(summary, use, context.now.getTime() / 1000).state] += 1;
  }
  return counts;
}

function usesOf(rows: readonly SwitchRow[]): Map<string, { newInUse: boolean; held: boolean }> {
  const uses = new Map<string, { newInUse: boolean; held: boolean }>();
  for (const { module, axis, position, share, held } of rows) {
    const use = uses.get(module) ?? { newInUse: false, held: false };
    uses.set(module, { newInUse: use.newInUse || position !== firstPosition(axis) || share > 0, held: use.held || held });
  }
  return uses;
}
