import type { Pool } from "pg";
import { absorb, emptyHistogram } from "../../../core/measurements/histogram.ts";
import { type Resolution, upsertWindows, type WindowRow } from "../../commands/upsert.ts";
import { KEPT_SECONDS } from "../../schema.ts";
import { type HistogramColumns, histogramOf } from "./rows.ts";

type Level = { from: Resolution; to: Resolution; seconds: number; keptSeconds: number };

const MINUTES: Level = { from: "measurements_10s", to: "measurements_1m", seconds: 60, keptSeconds: KEPT_SECONDS.tenSeconds };
const HOURS: Level = { from: "measurements_1m", to: "measurements_1h", seconds: 3600, keptSeconds: KEPT_SECONDS.minute };

/** Late windows are looked for this far back on every run, and as far as the finest resolution goes once an hour. */
const USUAL_SECONDS = 15 * 60;
/** Rows about to be dropped are left alone: merging half a window would shrink what was merged from all of it. */
const MARGIN_SECONDS = 30 * 60;

/** Rolled-up rows have one writer in common. */
const ROLLED_UP = "00000000-0000-0000-0000-000000000000";
const BATCH = 500;

/** Merges closed ten-second windows into minutes and those into hours, wherever the two disagree. Answers the rows written. */
export async function rollUp(pool: Pool, now: Date): Promise<number> {
  const seconds = now.getTime() / 1000;
  const lookBack = now.getUTCMinutes() === 0 ? KEPT_SECONDS.tenSeconds : USUAL_SECONDS;
  const minutes = await rollUpLevel(pool, MINUTES, seconds, lookBack);
  return minutes + (await rollUpLevel(pool, HOURS, seconds, lookBack + HOURS.seconds));
}

async function rollUpLevel(pool: Pool, level: Level, now: number, lookBack: number): Promise<number> {
  const { rows } = await pool.query<{ at: number | null }>(`SELECT extract(epoch FROM max(at))::float8 AS at FROM ${level.to}`);
  const finishedUntil = rows[0]?.at ?? 0;
  const since = Math.max(now - level.keptSeconds + MARGIN_SECONDS, Math.min(now - lookBack, finishedUntil));
  const behind = await disagreements(pool, level, ceilTo(since, level.seconds), floorTo(now, level.seconds));
  for (let i = 0; i < behind.length; i += BATCH) {
    await upsertWindows(pool, level.to, await mergedRows(pool, level, behind.slice(i, i + BATCH)));
  }
  return behind.length;
}

type Cell = { series_id: number; at: number };

/** Coarse windows, as series and start, that do not hold what the fine ones add up to. */
async function disagreements(pool: Pool, { from, to, seconds }: Level, since: number, until: number): Promise<Cell[]> {
  const { rows } = await pool.query<Cell>(
    `SELECT f.series_id, extract(epoch FROM f.at)::float8 AS at
     FROM (SELECT series_id, date_bin($3::interval, at, to_timestamp(0)) AS at, sum(count) AS count, sum(errors) AS errors
           FROM ${from} WHERE at >= to_timestamp($1) AND at < to_timestamp($2) GROUP BY 1, 2) f
     LEFT JOIN ${to} c ON c.series_id = f.series_id AND c.at = f.at AND c.source = $4
                      AND c.at >= to_timestamp($1) AND c.at < to_timestamp($2)
     WHERE c.count IS DISTINCT FROM f.count OR c.errors IS DISTINCT FROM f.errors
     ORDER BY f.at, f.series_id`,
    [since, until, `${seconds} seconds`, ROLLED_UP],
  );
  return rows;
}

type FineRow = HistogramColumns & Cell & { count: number; errors: number; sum: number };

async function mergedRows(pool: Pool, { from, seconds }: Level, cells: readonly Cell[]): Promise<WindowRow[]> {
  const { rows } = await pool.query<FineRow>(
    `SELECT r.series_id, extract(epoch FROM t.at)::float8 AS at, r.count::float8 AS count, r.errors::float8 AS errors, r.sum,
            r.scale, r.zero_count::float8 AS zero_count, r.bucket_offset, r.buckets::text AS buckets
     FROM (SELECT series_id, to_timestamp(at) AS at FROM unnest($1::int[], $2::float8[]) AS u(series_id, at)) t
     JOIN ${from} r ON r.series_id = t.series_id AND r.at >= t.at AND r.at < t.at + $3::interval`,
    [cells.map((cell) => cell.series_id), cells.map((cell) => cell.at), `${seconds} seconds`],
  );
  const totals = new Map<string, WindowRow>();
  for (const row of rows) {
    const name = `${row.series_id} ${row.at}`;
    const empty = { seriesId: row.series_id, at: row.at, source: ROLLED_UP, count: 0, errors: 0, sum: 0 };
    const total = totals.get(name) ?? { ...empty, histogram: emptyHistogram() };
    total.count += row.count;
    total.errors += row.errors;
    total.sum += row.sum;
    absorb(total.histogram, histogramOf(row));
    totals.set(name, total);
  }
  return [...totals.values()];
}

function floorTo(seconds: number, step: number): number {
  return Math.floor(seconds / step) * step;
}

function ceilTo(seconds: number, step: number): number {
  return Math.ceil(seconds / step) * step;
}
