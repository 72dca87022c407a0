import type { Histogram } from "../../../core/measurements/histogram.ts";

/** The columns of a stored histogram; `buckets` as Postgres prints an array. */
export type HistogramColumns = { scale: number; zero_count: number; bucket_offset: number; buckets: string };

export const HISTOGRAM = "scale, zero_count::float8 AS zero_count, bucket_offset, buckets::text AS buckets";

export function histogramOf(row: HistogramColumns): Histogram {
  const counts: number[] = JSON.parse(`[${row.buckets.slice(1, -1)}]`);
  return { scale: row.scale, zeroCount: row.zero_count, offset: row.bucket_offset, counts };
}
