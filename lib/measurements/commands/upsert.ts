import type { Pool } from "pg";
import type { Histogram } from "../../core/measurements/histogram.ts";

export type Resolution = "measurements_10s" | "measurements_1m" | "measurements_1h";

/** `at` in epoch seconds, `sum` in seconds. */
export type WindowRow = {
  seriesId: number;
  at: number;
  source: string;
  count: number;
  errors: number;
  sum: number;
  histogram: Histogram;
};

/** Writes rows, replacing those of the same series, window and source. Rows of a series that is gone are left out. */
export async function upsertWindows(pool: Pool, table: Resolution, rows: readonly WindowRow[]): Promise<void> {
  if (rows.length === 0) return;
  await pool.query(
    `INSERT INTO ${table} (series_id, at, source, count, errors, sum, scale, zero_count, bucket_offset, buckets)
     SELECT t.series_id, to_timestamp(t.at), t.source, t.count, t.errors, t.sum, t.scale, t.zero_count, t.bucket_offset, t.buckets::bigint[]
     FROM unnest($1::int[], $2::float8[], $3::uuid[], $4::bigint[], $5::bigint[], $6::float8[], $7::smallint[], $8::bigint[], $9::int[], $10::text[])
       AS t(series_id, at, source, count, errors, sum, scale, zero_count, bucket_offset, buckets)
     WHERE EXISTS (SELECT FROM measurement_series s WHERE s.id = t.series_id)
     ON CONFLICT (series_id, at, source) DO UPDATE SET
       count = EXCLUDED.count, errors = EXCLUDED.errors, sum = EXCLUDED.sum, scale = EXCLUDED.scale,
       zero_count = EXCLUDED.zero_count, bucket_offset = EXCLUDED.bucket_offset, buckets = EXCLUDED.buckets`,
    [
      rows.map((row) => row.seriesId),
      rows.map((row) => row.at),
      rows.map((row) => row.source),
      rows.map((row) => row.count),
      rows.map((row) => row.errors),
      rows.map((row) => row.sum),
      rows.map((row) => row.histogram.scale),
      rows.map((row) => row.histogram.zeroCount),
      rows.map((row) => row.histogram.offset),
      rows.map((row) => `{${row.histogram.counts.join(",")}}`),
    ],
  );
}
