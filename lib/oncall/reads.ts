import type { Context } from "../platform/context.ts";
import type { Identity } from "../platform/identity.ts";
import { listProjects } from "../projects/reads.ts";

/** A sheet shows one module in one environment, and how far its changes have come on instances. */
export type Watched = { project?: string | undefined; environment?: string | undefined };

/**
 * Changes whenever the on-call page may look different, and costs next to nothing: what stands, what is under way,
 * what was written down, and every ten seconds, since figures come so often. For a sheet also what instances said.
 */
export async function onCallMark(context: Context, identity: Identity, { project, environment }: Watched): Promise<string> {
  const projects = await listProjects(context, identity);
  const keys = projects.map(({ key }) => key).filter((key) => project === undefined || key === project);
  const sheet = project !== undefined && environment !== undefined;
  const own = identity.kind === "token" ? identity.environmentId : null;
  const [row] = await context.db.$queryRaw<{ mark: string }[]>`
    WITH seen AS (SELECT e.id, e.project_id FROM environments e JOIN projects p ON p.id = e.project_id
                  WHERE p.key = ANY(${keys}) AND (${environment ?? null}::text IS NULL OR e.key = ${environment ?? null})
                    AND (${own}::uuid IS NULL OR e.id = ${own}::uuid))
    SELECT concat_ws(' ',
      (SELECT concat_ws('.', count(*), sum(version), max(revision)) FROM switches WHERE environment_id IN (SELECT id FROM seen)),
      (SELECT concat_ws('.', count(*), max(updated_at)) FROM plans
       WHERE state = 'waiting' AND environment_id IN (SELECT id FROM seen)),
      (SELECT string_agg(concat_ws('.', project_id, (SELECT max(sequence) FROM audit_events a WHERE a.project_id = one.project_id)),
                         ' ' ORDER BY project_id) FROM (SELECT DISTINCT project_id FROM seen) one),
      CASE WHEN ${sheet} THEN (SELECT concat_ws('.', count(*), sum(revision), count(*) FILTER (WHERE lease_until > clock_timestamp()))
                               FROM instances WHERE departed_at IS NULL AND environment_id IN (SELECT id FROM seen)) END,
      floor(extract(epoch FROM clock_timestamp()) / 10)) AS mark`;
  return row?.mark ?? "";
}
