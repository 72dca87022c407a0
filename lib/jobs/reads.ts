import { counts } from "../core/stages/instances.ts";
import type { Side } from "../core/stages/positions.ts";
import { isCovered, leaversOut } from "../core/stages/rules/currency.ts";
import { keepWithin, ownEnvironment, type ProjectContext } from "../platform/context.ts";
import { checkCursor } from "../platform/cursor.ts";
import { notFound } from "../platform/errors.ts";
import type { Prisma } from "../platform/generated/prisma/client.ts";
import { isId } from "../platform/ids.ts";
import { actingOn } from "../switches/reads/acting.ts";
import { type JobStarted, type JobView, rangesSchema } from "./schema.ts";

const WITH_KEYS = {
  environment: { select: { key: true } },
  module: { select: { key: true } },
} satisfies Prisma.JobInclude;
type Row = Prisma.JobGetPayload<{ include: typeof WITH_KEYS }>;

type Which = { environment?: string | undefined; module?: string | undefined; state?: JobView["state"] | undefined };

/** Jobs of the project, newest first. The cursor is the id before which the page starts. */
export async function listJobs(
  context: ProjectContext,
  which: Which,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ items: JobView[]; nextCursor: string | null }> {
  const { db, project } = context;
  await checkCursor(page.cursor, (id) => db.job.count({ where: { id, projectId: project.id } }));
  const rows = await db.job.findMany({
    where: {
      projectId: project.id,
      ...ownEnvironment(context),
      ...(which.environment === undefined ? {} : { environment: { key: which.environment } }),
      ...(which.module === undefined ? {} : { module: { key: which.module } }),
      ...(which.state === undefined ? {} : { state: which.state }),
      ...(page.cursor === undefined ? {} : { id: { lt: page.cursor } }),
    },
    include: WITH_KEYS,
    orderBy: { id: "desc" },
    take: page.limit + 1,
  });
  const items = rows.slice(0, page.limit).map(jobView);
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

/** One job. Throws `not-found`, and `forbidden` for a token of another environment. */
export async function readJob(context: ProjectContext, id: string): Promise<JobView> {
  return jobView(await jobRow(context, id));
}

export async function jobRow(context: ProjectContext, id: string): Promise<Row> {
  const { db, project } = context;
  const row = isId(id) ? await db.job.findFirst({ where: { id, projectId: project.id }, include: WITH_KEYS }) : null;
  if (!row) throw notFound("job");
  keepWithin(context, row.environmentId);
  return row;
}

export function jobView(row: Row): JobView {
  return {
    id: row.id,
    environment: row.environment.key,
    module: row.module.key,
    store: row.store as Side,
    since: row.since?.toISOString() ?? null,
    state: row.state as JobView["state"],
    revision: Number(row.revision),
    covered: row.covered,
    rows: Number(row.rows),
    mended: Number(row.mended),
    differences: Number(row.differences),
    compared:
      row.comparedOld === null || row.comparedNew === null
        ? null
        : { old: Number(row.comparedOld), new: Number(row.comparedNew) },
    ranges: rangesSchema.nullable().parse(row.ranges),
    link: row.link,
    startedBy: row.startedBy,
    startedAt: row.startedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/**
 * Whether a comparison of all keys begun now makes the store current: nobody may leave it out any more, or what is
 * written behind the comparison's back is missed. `now` by Postgres' clock; the environment must be locked.
 */
export async function coverageOf(
  context: ProjectContext,
  where: { environmentId: string; moduleId: string; store: Side },
  now: Date,
): Promise<{ covered: boolean; coverage: JobStarted["coverage"] }> {
  const { store } = where;
  const acting = await actingOn(context, where);
  const { published } = acting;
  const instances = acting.instances.filter((one) => counts(one, now));
  const covered = published.length > 0 && isCovered(store, { published, instances }, now);
  const waiting = leaversOut(store, { published, instances }, now).map(
    ({ instance: { service, instance, revision }, stages }) => {
      return { service, instance, revision, mayActOn: stages };
    },
  );
  return { covered, coverage: { message: sentence(store, covered, waiting), waiting } };
}

function sentence(store: Side, covered: boolean, waiting: readonly { instance: string }[]): string {
  if (covered) return `Every operation writes the ${store} store: when the job ends without differences, the store is current.`;
  const because =
    waiting.length > 0
      ? `${waiting.map(({ instance }) => instance).join(", ")} may still act on a stage that leaves it out`
      : "a stage that is in force leaves it out";
  return `The job runs, but does not make the ${store} store current: ${because}. Begin another once every operation writes both stores.`;
}
