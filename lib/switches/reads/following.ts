import { COUNTS } from "../../instances/reads/counted.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Following } from "../schema/standings.ts";
import type { EnvironmentRow } from "./environment.ts";

/** Above this many instances the services are told of besides. */
const MANY = 500;
const MOST_SERVICES = 20;
const MOST_NAMED = 5;

type Group = { service: string; revision: number; instances: number };
type Found = { since: number; changedAt: Date | null; groups: Group[]; waiting: Following["waiting"] };

/** Which revisions the instances of an environment acknowledged: how far every change of it has come. */
export async function following({ db }: ProjectContext, { id }: EnvironmentRow): Promise<Following> {
  // In one statement, for an open board asks every second and a half while a change is on its way.
  const [found] = await db.$queryRaw<Found[]>`
    WITH place AS (
      SELECT e.lineage_from AS since, max(s.updated_at) AS changed, greatest(max(s.revision), e.lineage_from) AS newest
      FROM environments e LEFT JOIN switches s ON s.environment_id = e.id WHERE e.id = ${id}::uuid GROUP BY e.id),
    counted AS (
      SELECT service, revision, count(*) AS instances FROM instances
      WHERE environment_id = ${id}::uuid AND departed_at IS NULL AND ${COUNTS} GROUP BY service, revision),
    late AS (
      SELECT service, instance, incarnation, revision, acknowledged_at, on_lease_loss, lease_until <= clock_timestamp() AS silent
      FROM instances WHERE environment_id = ${id}::uuid AND departed_at IS NULL AND ${COUNTS}
        AND revision < (SELECT newest FROM place)
      ORDER BY revision, service, instance, incarnation LIMIT ${MOST_NAMED})
    SELECT place.since::float8 AS since, place.changed AS "changedAt",
      (SELECT coalesce(json_agg(counted ORDER BY revision, service), '[]') FROM counted) AS groups,
      (SELECT coalesce(json_agg(json_build_object(
         'service', service, 'instance', instance, 'incarnation', incarnation, 'revision', revision,
         'acknowledgedAt', acknowledged_at, 'onLeaseLoss', on_lease_loss, 'silent', silent)
         ORDER BY revision, service, instance, incarnation), '[]') FROM late) AS waiting
    FROM place`;
  const { since, changedAt, groups, waiting } = found ?? { since: 0, changedAt: null, groups: [], waiting: [] };
  const of = total(groups);
  return {
    since,
    changedAt: changedAt?.toISOString() ?? null,
    of,
    acknowledged: summed(groups),
    waiting: waiting.map((one) => ({ ...one, acknowledgedAt: new Date(one.acknowledgedAt).toISOString() })),
    services: of > MANY ? servicesOf(groups) : [],
  };
}

function servicesOf(groups: readonly Group[]): Following["services"] {
  // A group comes before those of later revisions, so the services come in the order of their last ones.
  const services = new Map<string, Group[]>();
  for (const group of groups) services.set(group.service, [...(services.get(group.service) ?? []), group]);
  return [...services].slice(0, MOST_SERVICES).map(([service, own]) => ({ service, acknowledged: summed(own) }));
}

function summed(groups: readonly Group[]): Following["acknowledged"] {
  const sums = new Map<number, number>();
  for (const { revision, instances } of groups) sums.set(revision, (sums.get(revision) ?? 0) + instances);
  return [...sums].map(([revision, instances]) => ({ revision, instances }));
}

function total(groups: readonly Group[]): number {
  return groups.reduce((sum, { instances }) => sum + instances, 0);
}
