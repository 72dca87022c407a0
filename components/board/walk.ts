import { type HealthState, isUrgent } from "@/lib/core/health/module-health.ts";

type State = { health: { state: HealthState } };

/** The row a step leads to. From none, at -1, it begins with what somebody has to look at, or with the first row. */
export function walked<S extends State>(rows: readonly S[], worst: S | null, at: number, by: 1 | -1): S | undefined {
  if (at < 0) return worst && isUrgent(worst.health.state) ? worst : rows[0];
  return rows[Math.max(0, Math.min(rows.length - 1, at + by))];
}
