import { measurements } from "../../lib/measurements/reads/series.ts";
import { connect } from "../../lib/platform/db.ts";
import { answer } from "./answer.ts";

/** Epoch seconds; one chart after the other, of the modules in turn. The first `warm` of them are for the compiler. */
export type Charting = { databaseUrl: string; modules: string[]; warm: number; from: number; to: number };

/** Milliseconds of each chart, and of reading the same rows and leaving them as they are. */
export type Charted = { charts: number[]; rows: number[]; points: number };

const ROWS = `
  SELECT r.series_id, r.at, r.count, r.errors, r.scale, r.zero_count, r.bucket_offset, r.buckets
  FROM measurements_1m r JOIN measurement_series s ON s.id = r.series_id JOIN modules m ON m.id = s.module_id
  WHERE m.key = $1 AND r.at >= to_timestamp($2) AND r.at < to_timestamp($3)`;

answer<Charting>(async ({ databaseUrl, modules, warm, from, to }) => {
  const { pool, close } = connect(databaseUrl);
  const { rows: found } = await pool.query<{ projectId: string; environmentId: string }>(
    'SELECT project_id AS "projectId", id AS "environmentId" FROM environments',
  );
  const [scope] = found;
  if (!scope) throw new Error("there is no environment");
  const charted: Charted = { charts: [], rows: [], points: 0 };
  for (const module of modules) {
    const began = performance.now();
    const { series } = await measurements(pool, scope, { module, from, to, by: "path" }, new Date(to * 1000));
    charted.charts.push(performance.now() - began);
    charted.points = Math.min(...series.map(({ points }) => points.length));
    if (series.length !== 2) throw new Error(`${series.length} paths of ${module}`);
    const again = performance.now();
    await pool.query(ROWS, [module, from, to]);
    charted.rows.push(performance.now() - again);
  }
  await close();
  return { ...charted, charts: charted.charts.slice(warm), rows: charted.rows.slice(warm) } satisfies Charted;
});
