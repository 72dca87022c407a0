import { query } from "./query.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Counts of one window: about what a path with latencies from 5 to 40 ms leaves at a resolution of 9 %. */
const BUCKETS = "ARRAY[1,1,2,3,5,8,13,20,31,47,60,71,75,71,60,47,31,20,13,8,5,3,2,1]::bigint[]";
const MERGED = "'00000000-0000-0000-0000-000000000000'::uuid";

/** How far back each resolution reaches, in seconds. */
export type Reach = { hours: number; minutes: number; tens: number };

type Table = { name: string; step: number; span: "hour" | "day" | "month" };

const HOURS: Table = { name: "measurements_1h", step: HOUR, span: "month" };
const MINUTES: Table = { name: "measurements_1m", step: 60, span: "day" };
const TENS: Table = { name: "measurements_10s", step: 10, span: "hour" };

/**
 * Gives both paths of every module in the environments of that key measurements up to now, epoch seconds. In the order
 * of time, as they arrive, so that the windows of one series lie far apart.
 */
export async function fillHistory(url: string, environment: string, now: number, reach: Reach): Promise<void> {
  await query(
    url,
    `INSERT INTO measurement_series (environment_id, module_id, path, kind, operation)
     SELECT e.id, m.id, path, 'http', 'GET /'
     FROM environments e JOIN modules m ON m.project_id = e.project_id, unnest(ARRAY['old', 'new']) path
     WHERE e.key = $1 ON CONFLICT DO NOTHING`,
    [environment],
  );
  await fill(url, HOURS, now - reach.hours, Math.floor(now / HOUR) * HOUR);
  await fill(url, MINUTES, now - reach.minutes, Math.floor(now / 60) * 60);
  await fill(url, TENS, now - reach.tens, Math.floor(now / 10) * 10);
}

/** The last two days by the minute: no more than a chart of a day looks at. */
export const FOR_CHARTS = { minutes: DAY + HOUR, tens: 120 };
/** What the product keeps. */
export const AS_KEPT = { minutes: 7 * DAY, tens: 6 * HOUR };

/** A window of every series at each step of [from, to). */
async function fill(url: string, table: Table, from: number, to: number): Promise<void> {
  const first = Math.ceil(from / table.step) * table.step;
  for (let start = startOf(table, first); start < to; start = startOf(table, start, 1)) {
    const end = startOf(table, start, 1);
    const times = [Math.max(first, start), Math.min(to, end) - table.step, table.step];
    await fillPartition(url, table, [start, end], times);
  }
}

/** Named and cut as the worker does it. A new one is indexed at the end, which is several times faster. */
async function fillPartition(url: string, table: Table, [start, end]: number[], times: number[]): Promise<void> {
  const digits = new Date((start ?? 0) * 1000).toISOString().replace(/\D/g, "");
  const name = `${table.name}_p${digits.slice(0, { hour: 10, day: 8, month: 6 }[table.span])}`;
  const [known] = await query<{ name: string | null }>(url, "SELECT to_regclass($1)::text AS name", [name]);
  const windows = `
    INSERT INTO ${name} (series_id, at, source, count, errors, sum, scale, zero_count, bucket_offset, buckets)
    SELECT s.id, to_timestamp(t), ${MERGED}, 598, 3, 7.5, 3, 0, -61, ${BUCKETS}
    FROM generate_series($1::bigint, $2::bigint, $3::bigint) t
    CROSS JOIN LATERAL (SELECT id FROM measurement_series WHERE t > 0 ORDER BY id) s`;
  if (known?.name) {
    await query(url, `${windows} ON CONFLICT DO NOTHING`, times);
    return;
  }
  await query(url, `CREATE TABLE ${name} (LIKE ${table.name} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await query(url, windows, times);
  await query(url, `ALTER TABLE ${name} ADD PRIMARY KEY (series_id, at, source)`);
  await query(
    url,
    `ALTER TABLE ${table.name} ATTACH PARTITION ${name} FOR VALUES FROM (to_timestamp(${start})) TO (to_timestamp(${end}))`,
  );
}

/** Start of the span that holds the moment, or of the one `steps` later, in UTC. */
function startOf({ span }: Table, moment: number, steps = 0): number {
  const at = new Date(moment * 1000);
  const [year, month, day, hour] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate(), at.getUTCHours()];
  if (span === "hour") return Date.UTC(year, month, day, hour + steps) / 1000;
  if (span === "day") return Date.UTC(year, month, day + steps) / 1000;
  return Date.UTC(year, month + steps) / 1000;
}
