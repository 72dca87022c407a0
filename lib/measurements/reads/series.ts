import type { Pool } from "pg";
import type { z } from "zod";
import { invalid, notFound } from "../../platform/errors.ts";
import { postgres } from "../backend/postgres/windows.ts";
import { KEPT_SECONDS, type Measurements, type measurementQuerySchema, WINDOW_SECONDS } from "../schema.ts";
import { add, figures, type Total } from "./totals.ts";

export type MeasurementScope = { projectId: string; environmentId: string };
export type MeasurementQuery = Omit<z.infer<typeof measurementQuerySchema>, "environment">;

/** Series of points of an environment: merged over writers, and over operations when asked by path. Throws `not-found` for the module. */
export async function measurements(
  pool: Pool,
  scope: MeasurementScope,
  query: MeasurementQuery,
  now: Date,
): Promise<Measurements> {
  const to = query.to ?? Math.floor(now.getTime() / 1000);
  const from = query.from ?? to - (query.seconds ?? 3600);
  if (from >= to) throw invalid("from: not before to.", [{ path: "from", message: "expected a time before to" }]);
  const step = chooseStep(from, to, query.step, now.getTime() / 1000);
  const stretch = { from: Math.floor(from / step) * step, to, step };
  const windows = await postgres(pool).windows(scope, query, stretch);
  if (windows.length === 0 && query.module !== undefined) await requireModule(pool, scope.projectId, query.module);

  const merged = new Map<string, { head: Omit<Measurements["series"][number], "points">; steps: Map<number, Total> }>();
  for (const window of windows) {
    const { module, path, kind, operation } = window;
    const head = { module, path, kind, operation: query.by === "path" ? null : operation };
    const name = JSON.stringify(head);
    const line = merged.get(name) ?? { head, steps: new Map<number, Total>() };
    merged.set(name, line);
    const t = Math.floor(window.at / step) * step;
    line.steps.set(t, add(line.steps.get(t), window));
  }
  return {
    from,
    to,
    step,
    series: [...merged.values()].map(({ head, steps }) => ({
      ...head,
      points: [...steps].sort(([a], [b]) => a - b).map(([t, total]) => ({ t, ...figures(total) })),
    })),
  };
}
const NICE_STEPS = [10, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];
const USUAL_POINTS = 600;
const MOST_POINTS = 3000;

/**
 * Step in seconds: the one asked for, or the finest that gives at most 600 points. Never finer than what is
 * still kept at the start, nor so fine that a series gets thousands of points.
 */
function chooseStep(from: number, to: number, asked: number | undefined, now: number): number {
  const age = now - from;
  const kept = age <= KEPT_SECONDS.tenSeconds ? WINDOW_SECONDS : age <= KEPT_SECONDS.minute ? 60 : 3600;
  const least = Math.max(kept, (to - from) / (asked === undefined ? USUAL_POINTS : MOST_POINTS));
  if (asked !== undefined && asked >= least) return Math.ceil(asked / kept) * kept;
  return NICE_STEPS.find((step) => step >= least) ?? 604_800;
}

async function requireModule(pool: Pool, projectId: string, module: string): Promise<void> {
  const known = await pool.query("SELECT FROM modules WHERE project_id = $1 AND key = $2", [projectId, module]);
  if (known.rowCount === 0) throw notFound("module");
}
