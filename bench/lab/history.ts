import { query } from "./query.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Counts of one window: about what a path with latencies from 5 to 40 ms leaves at a resolution of 9 %. */
const BUCKETS = "ARRAY[1,1,2,3,5,8,13,20,31,47,60,71,75,71,60,47,31,20,13,8,5,3,2,1]::bigint[]";
const MERGED = "'00000000-0000-0000-0000-000000000000'::uuid";

/**
 * Gives both paths of every module measurements up to now: hours for `days`, minutes for the last two days' partitions,
 * ten seconds for the last minutes. In the order of time, as they arrive, so that the windows of one series lie far apart.
 */
export async function fillHistory(url: string, now: number, days: number): Promise<void> {
  await query(
    url,
    `INSERT INTO measurement_series (environment_id, module_id, path, kind, operation)
     SELECT e.id, m.id, path, 'http', 'GET /' FROM environments e, modules m, unnest(ARRAY['old', 'new']) path`,
  );
  const hour = Math.floor(now / HOUR) * HOUR;
  const minute = Math.floor(now / 60) * 60;
  const today = Math.floor(now / DAY) * DAY;
  await fill(url, "measurements_1h", HOUR, hour - days * DAY, hour);
  await fill(url, "measurements_1m", 60, Math.max(today - DAY, minute - DAY - HOUR), today);
  await fill(url, "measurements_1m", 60, today, minute);
  await fill(url, "measurements_10s", 10, minute - 120, Math.floor(now / 10) * 10);
  await query(url, "ANALYZE");
}

/** A partition with a window of every series at each step of [from, to). Indexed at the end, which is several times faster. */
async function fill(url: string, table: string, step: number, from: number, to: number): Promise<void> {
  if (to <= from) return;
  const name = `${table}_b${from}`;
  await query(url, `CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await query(
    url,
    `INSERT INTO ${name} (series_id, at, source, count, errors, sum, scale, zero_count, bucket_offset, buckets)
     SELECT s.id, to_timestamp(t), ${MERGED}, 598, 3, 7.5, 3, 0, -61, ${BUCKETS}
     FROM generate_series($1::bigint, $2::bigint, $3::bigint) t CROSS JOIN LATERAL (SELECT id FROM measurement_series WHERE t > 0 ORDER BY id) s`,
    [from, to - step, step],
  );
  await query(url, `ALTER TABLE ${name} ADD PRIMARY KEY (series_id, at, source)`);
  await query(
    url,
    `ALTER TABLE ${table} ATTACH PARTITION ${name}
     FOR VALUES FROM (to_timestamp(${from})) TO (to_timestamp(${to}))`,
  );
}
