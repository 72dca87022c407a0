import { COUNTS } from "../../instances/reads/counted.ts";
import type { ProjectContext } from "../../platform/context.ts";
import type { Following } from "../schema/standings.ts";
import type { EnvironmentRow } from "./environment.ts";

/** Above this many instances the services are told of besides. */
const MANY = 500;
const MOST_SERVICES = 20;
const MOST_NAMED = 5;

type Group = { service: string; revision: number; instances: number };

/** Which revisions the instances of an environment acknowledged: how far every change of it has come. */
export async function following({ db }: ProjectContext, { id }: EnvironmentRow): Promise<Following> {
  const [newest, groups, waiting] = await Promise.all([
    db.$queryRaw<{ since: number; changedAt: Date | null }[]>`
      SELECT lineage_from::float8 AS since, (SELECT max(updated_at) FROM switches WHERE environment_id = e.id) AS "changedAt"
      FROM environments e WHERE id = ${id}::uuid`,
    db.$queryRaw<Group[]>`
      SELECT service, revision::float8 AS revision, count(*)::int AS instances FROM instances
      WHERE environment_id = ${id}::uuid AND departed_at IS NULL AND ${COUNTS} GROUP BY service, revision ORDER BY revision, service`,
    db.$queryRaw<(Omit<Following["waiting"][number], "acknowledgedAt"> & { acknowledgedAt: Date })[]>`
      SELECT service, instance, incarnation, revision::float8 AS revision, acknowledged_at AS "acknowledgedAt",
             on_lease_loss AS "onLeaseLoss", lease_until <= clock_timestamp() AS silent
      FROM instances WHERE environment_id = ${id}::uuid AND departed_at IS NULL AND ${COUNTS}
        AND revision < (SELECT greatest(max(s.revision), e.lineage_from) FROM environments e
                        LEFT JOIN switches s ON s.environment_id = e.id WHERE e.id = ${id}::uuid GROUP BY e.id)
      ORDER BY instances.revision, service, instance, incarnation LIMIT ${MOST_NAMED}`,
  ]);
  const of = total(groups);
  return {
    since: newest[0]?.since ?? 0,
    changedAt: newest[0]?.changedAt?.toISOString() ?? null,
    of,
    acknowledged: summed(groups),
    waiting: waiting.map((one) => ({ ...one, acknowledgedAt: one.acknowledgedAt.toISOString() })),
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
