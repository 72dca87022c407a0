import { z } from "zod";
import { decodeCursor, encodeCursor } from "../../platform/cursor.ts";
import type { Db } from "../../platform/db.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import type { InstanceList, InstanceSearch } from "../schema.ts";
import { type InstanceRow, instanceView } from "./view.ts";

/** Above this many a summary per service goes with the list, and a page holds no more. */
const MANY = 500;

/** Group, service, instance and run. */
const placeSchema = z.tuple([z.int().min(0).max(2), z.string(), z.string(), z.string()]);

type Search = InstanceSearch & { cursor?: string | undefined; limit?: number | undefined };
type Totals = { count: number; services: InstanceList["services"] };

/**
 * Runs of an environment by name, a page of them: those with a running lease first, at the end those of the last day that
 * departed and that no other run of the name followed. Where there are many, those that are silent come before all others,
 * since somebody may have to look after them. `now` is Postgres', as leases are.
 */
export async function listInstances(
  db: Db,
  environment: { id: string; key: string },
  search: Search,
  now: Date,
): Promise<InstanceList> {
  const found = foundQuery(environment.id, search, now);
  const limit = search.limit ?? MANY;
  const [[totals], rows] = await Promise.all([
    db.$queryRaw<Totals[]>`
      WITH ${found}
      SELECT (SELECT count(*)::int FROM found) AS count,
             (SELECT coalesce(json_agg(s ORDER BY service), '[]') FROM (
                SELECT service, count(*)::int AS instances, (count(*) FILTER (WHERE NOT silent))::int AS alive,
                       (count(*) FILTER (WHERE silent))::int AS silent, min(revision)::float8 AS oldest
                FROM kept WHERE departed_at IS NULL GROUP BY service) s, many WHERE is_many) AS services`,
    db.$queryRaw<(InstanceRow & { group: number })[]>`
      WITH ${found}
      SELECT "group", service, instance, incarnation, revision, service_version AS "serviceVersion", writes,
             writes_known AS "writesKnown", acknowledged_at AS "acknowledgedAt", lease_until AS "leaseUntil",
             operation_seconds AS "operationSeconds", on_lease_loss AS "onLeaseLoss", cold_start AS "coldStart",
             departed_at AS "departedAt", departure, departure_by AS "departureBy", departure_reason AS "departureReason",
             first_seen_at AS "firstSeenAt"
      FROM found ${after(search.cursor)} ORDER BY "group", service, instance, incarnation LIMIT ${limit + 1}`,
  ]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    ...(totals as Totals),
    items: page.map((row) => instanceView(environment.key, row, now)),
    nextCursor: last ? encodeCursor([last.group, last.service, last.instance, last.incarnation]) : null,
  };
}

/**
 * `kept`: all that changes wait for and, of a name that has none, the last one. `found`: those of them that are looked
 * for; what departed, or fell silent without holding anything up, lags behind nothing.
 */
function foundQuery(environmentId: string, { text, behind }: InstanceSearch, now: Date): Prisma.Sql {
  const named = text ? Prisma.sql`AND (service ILIKE ${containing(text)} OR instance ILIKE ${containing(text)})` : Prisma.empty;
  const lags =
    behind === undefined
      ? Prisma.empty
      : Prisma.sql`AND departed_at IS NULL AND CASE WHEN silent THEN holds_up ELSE revision < ${behind} END`;
  return Prisma.sql`
    known AS (
      SELECT *, departed_at IS NULL AND lease_until <= ${now} AS silent,
             departed_at IS NULL AND (on_lease_loss = 'hold' OR lease_until + operation_seconds * interval '1 s' > ${now}) AS holds_up,
             row_number() OVER (PARTITION BY service, instance ORDER BY departed_at DESC NULLS FIRST, lease_until DESC, incarnation) AS run
      FROM instances
      WHERE environment_id = ${environmentId}::uuid AND (departed_at IS NULL OR departed_at > ${now}::timestamptz - interval '1 day')),
    kept AS (SELECT * FROM known WHERE holds_up OR run = 1),
    many AS (SELECT count(*) > ${MANY} AS is_many FROM kept WHERE departed_at IS NULL),
    found AS (
      SELECT kept.*, CASE WHEN departed_at IS NOT NULL THEN 2 WHEN silent = is_many THEN 0 ELSE 1 END AS "group"
      FROM kept, many WHERE true ${named} ${lags})`;
}

function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, "\\$&")}%`;
}

function after(cursor: string | undefined): Prisma.Sql {
  if (cursor === undefined) return Prisma.empty;
  const [group, service, instance, incarnation] = decodeCursor(cursor, placeSchema);
  return Prisma.sql`WHERE ("group", service, instance, incarnation) > (${group}::int, ${service}, ${instance}, ${incarnation})`;
}
