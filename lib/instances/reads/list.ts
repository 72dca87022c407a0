import { counts } from "../../core/stages/instances.ts";
import type { Db } from "../../platform/db.ts";
import type { Instance } from "../../platform/generated/prisma/client.ts";
import type { InstanceList, InstanceSearch, InstanceView } from "../schema.ts";

/** Above this many a summary per service goes with the list, and a page holds no more. */
export const MANY = 500;
/** How long an instance that departed stays in the list. */
const REMEMBERED_MS = 24 * 3600 * 1000;

/**
 * Runs of an environment, those with a running lease first, at the end those of the last day that departed and that no
 * other run of the name followed. Where there are many, those that are silent come before all others, since somebody may have to look after them. `now` is
 * Postgres', as leases are.
 */
export async function listInstances(
  db: Db,
  environment: { id: string; key: string },
  now: Date,
): Promise<Pick<InstanceList, "items" | "services">> {
  const remembered = new Date(now.getTime() - REMEMBERED_MS);
  const rows = await db.instance.findMany({
    where: { environmentId: environment.id, OR: [{ departedAt: null }, { departedAt: { gt: remembered } }] },
    orderBy: [
      { departedAt: { sort: "desc", nulls: "first" } },
      { leaseUntil: "desc" },
      { service: "asc" },
      { instance: "asc" },
      { incarnation: "asc" },
    ],
  });
  const items = rows.map((row) => instanceView(environment.key, row, now)).filter(lastOfItsName());
  const present = items.filter(({ departed }) => departed === null);
  if (present.length <= MANY) return { items, services: [] };
  return {
    items: [...items.filter(({ silent }) => silent), ...items.filter(({ silent }) => !silent)],
    services: servicesOf(present),
  };
}

/** Those that are looked for. What departed, or fell silent without holding anything up, lags behind nothing. */
export function matching(items: readonly InstanceView[], { text = "", behind }: InstanceSearch): InstanceView[] {
  const wanted = text.toLowerCase();
  const isNamed = ({ service, instance }: InstanceView) =>
    service.toLowerCase().includes(wanted) || instance.toLowerCase().includes(wanted);
  const lags = ({ departed, silent, holdsUp, revision }: InstanceView) =>
    departed === null && (silent ? holdsUp : behind !== undefined && revision < behind);
  return items.filter((each) => isNamed(each) && (behind === undefined || lags(each)));
}

/** Keeps all that changes wait for and, of a name that has none, the last one. They come in that order. */
function lastOfItsName(): (view: InstanceView) => boolean {
  const seen = new Set<string>();
  return ({ service, instance, holdsUp }) => {
    const name = JSON.stringify([service, instance]);
    const followed = !holdsUp && seen.has(name);
    seen.add(name);
    return !followed;
  };
}

export function instanceView(environment: string, row: Instance, now: Date): InstanceView {
  const { service, instance, incarnation, departedAt } = row;
  const onLeaseLoss = row.onLeaseLoss as InstanceView["onLeaseLoss"];
  const drainedBy = new Date(row.leaseUntil.getTime() + row.operationSeconds * 1000);
  const facts = { service, instance, incarnation, revision: Number(row.revision), acknowledgedAt: row.acknowledgedAt };
  return {
    ...facts,
    environment,
    version: row.serviceVersion,
    acknowledgedAt: row.acknowledgedAt.toISOString(),
    leaseUntil: row.leaseUntil.toISOString(),
    alive: departedAt === null && row.leaseUntil > now,
    silent: departedAt === null && row.leaseUntil <= now,
    holdsUp: departedAt === null && counts({ ...facts, leaseUntil: drainedBy, onLeaseLoss }, now),
    onLeaseLoss,
    coldStart: row.coldStart as InstanceView["coldStart"],
    writes: row.writesKnown ? row.writes : null,
    departed: departedAt && {
      at: departedAt.toISOString(),
      how: row.departure as NonNullable<InstanceView["departed"]>["how"],
      by: row.departureBy,
      reason: row.departureReason,
    },
    firstSeenAt: row.firstSeenAt.toISOString(),
  };
}

function servicesOf(present: readonly InstanceView[]): InstanceList["services"] {
  const services = new Map<string, InstanceView[]>();
  for (const each of present) services.set(each.service, [...(services.get(each.service) ?? []), each]);
  return [...services].map(([service, all]) => ({
    service,
    instances: all.length,
    alive: all.filter(({ alive }) => alive).length,
    silent: all.filter(({ silent }) => silent).length,
    oldest: Math.min(...all.map(({ revision }) => revision)),
  }));
}
