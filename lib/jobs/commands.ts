import type { z } from "zod";
import { record } from "../audit/commands.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { environmentRow } from "../environments/reads.ts";
import { leaseClock } from "../instances/reads/counted.ts";
import { expectMended, resolveMended } from "../ledger/commands/comparisons.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../platform/context.ts";
import { conflict, invalid, notFound, refused } from "../platform/errors.ts";
import { archivedModule } from "../switches/reads/archived.ts";
import { faultsOf } from "./policy.ts";
import { coverageOf, jobRow, jobView, readJob } from "./reads.ts";
import type { JobPatch, JobStarted, JobView, jobBodySchema } from "./schema.ts";

/**
 * Registers a comparison of both stores before it begins. Whether it will make its store current is decided here,
 * once: it depends on what instances may act on from now on.
 */
export async function startJob(context: ProjectContext, input: z.infer<typeof jobBodySchema>): Promise<JobStarted> {
  authorise(context, "job.run");
  return inTransaction(context, async (inside) => {
    const { db, project, actor } = inside;
    const environment = await environmentRow(inside, input.environment);
    authorise(inside, "job.run", environment.id);
    const module = await db.module.findUnique({ where: { projectId_key: { projectId: project.id, key: input.module } } });
    if (!module) throw notFound("module");
    if (module.archivedAt) throw refused([archivedModule(module.key)]);
    // No change and no registration comes between the revision and what is read of instances.
    await lockProject(inside);
    const [locked] = await db.$queryRaw<{ revision: bigint }[]>`
      SELECT revision FROM environments WHERE id = ${environment.id}::uuid FOR NO KEY UPDATE`;
    const startedAt = await leaseClock(db);
    const where = { environmentId: environment.id, moduleId: module.id, store: input.store };
    const { covered, coverage } = await coverageOf(inside, where, startedAt);
    const { id } = await db.job.create({
      data: {
        ...where,
        projectId: project.id,
        since: input.since === undefined ? null : new Date(input.since),
        revision: locked?.revision ?? environment.revision,
        covered,
        link: input.link ?? null,
        startedBy: actor.name,
        startedAt,
        updatedAt: startedAt,
      },
    });
    // It compares all keys as they are from now on, so what failed before is mended by its end – unless it fails again.
    if (input.since === undefined) await expectMended(db, where, id);
    const view = await readJob(inside, id);
    const { store, since, revision } = view;
    await note(inside, "start", view, { before: null, after: { module: view.module, store, since, revision, covered } });
    return { ...view, coverage };
  });
}

/**
 * Takes what the job's runner reports; with `done` or `failed` the job ends, and stays as it is. Only its end is
 * worth an audit row. Throws `conflict` when it has ended, `invalid` when it says more than it can have done.
 */
export async function updateJob(context: ProjectContext, input: { job: string } & JobPatch): Promise<JobView> {
  authorise(context, "job.run");
  const { job: id, revision, compared, ranges, ...wanted } = input;
  return inTransaction(context, async (inside) => {
    const row = await jobRow(inside, id);
    authorise(inside, "job.run", row.environmentId);
    // In the order everybody takes locks in: its end is told to the audit, and changes what others read under the project's.
    if (wanted.state) await lockProject(inside);
    const faults = row.state === "running" ? faultsOf(jobView(row), input) : [];
    if (faults.length > 0) throw invalid("The job says what cannot be.", faults);
    const changed = changedFields<Reported>(jobView(row), wanted);
    const now = await leaseClock(inside.db);
    const ends = changed?.after.state !== undefined;
    const { count } = await inside.db.job.updateMany({
      where: { id, state: "running" },
      data: {
        ...changed?.after,
        ...(compared ? { comparedOld: compared.old, comparedNew: compared.new } : {}),
        ...(ranges ? { ranges } : {}),
        updatedAt: now,
        ...(ends ? { finishedAt: now } : {}),
      },
    });
    const view = await readJob(inside, id);
    if (count !== 1) throw conflict(`The job has ended: ${view.state}. Begin another.`, view);
    const { state, rows, mended, differences } = view;
    if (state === "done" && differences === 0) {
      const where = { environmentId: row.environmentId, moduleId: row.moduleId, store: row.store };
      await resolveMended(inside.db, where, id, { at: now, by: `a comparison of all keys by ${row.startedBy}` });
    }
    if (ends) {
      const after = { state, rows, mended, differences, ...(view.compared ? { compared: view.compared } : {}) };
      await note(inside, "end", view, { before: { state: "running" }, after });
    }
    return view;
  });
}

/** What only the job's runner knows. */
type Reported = Pick<JobView, "state" | "rows" | "mended" | "differences">;

async function note(
  context: ProjectContext,
  verb: "start" | "end",
  view: JobView,
  change: { before: Record<string, unknown> | null; after: Record<string, unknown> },
): Promise<void> {
  await record(context, {
    act: `job.${verb}`,
    targetKind: "job",
    targetKey: view.id,
    environment: view.environment,
    ...change,
  });
}
