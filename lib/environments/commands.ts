import type { z } from "zod";
import { record } from "../audit/commands.ts";
import { staleWrite } from "../audit/reads/trail.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../platform/context.ts";
import { isUniqueViolation } from "../platform/db.ts";
import { type AppError, conflict, invalid, refused } from "../platform/errors.ts";
import type { Environment } from "../platform/generated/prisma/client.ts";
import { publish } from "../snapshot/commands/publish.ts";
import { createSwitches } from "../switches/commands/create.ts";
import { archivedEnvironment } from "../switches/reads/archived.ts";
import { environmentRow, environmentRows, environmentView, readEnvironment, type Use, usesOf } from "./reads.ts";
import type { EnvironmentView, environmentArchiveSchema, environmentBodySchema, environmentPatchSchema } from "./schema.ts";

/** Adds an environment after the others, with every module's switches at their first position. */
export async function createEnvironment(
  context: ProjectContext,
  input: z.infer<typeof environmentBodySchema>,
): Promise<EnvironmentView> {
  authorise(context, "environment.edit");
  return inTransaction(context, async (inside) => {
    const { db, project, now } = inside;
    await lockProject(inside);
    const { length } = await environmentRows(inside);
    const row = await db.environment
      .create({ data: { ...input, projectId: project.id, position: length, createdAt: now } })
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? keyTaken(input.key) : error;
      });
    await publish(inside, project.id, [row.id]);
    await createSwitches(inside);
    await record(inside, {
      act: "environment.create",
      targetKind: "environment",
      targetKey: row.key,
      environment: row.key,
      before: null,
      after: input,
    });
    return readEnvironment(inside, row.key);
  });
}

/** Changes an environment's name, its place, what it asks of forward changes and which pages may read here; its key stays. */
export async function updateEnvironment(
  context: ProjectContext,
  input: { environment: string } & z.infer<typeof environmentPatchSchema>,
): Promise<EnvironmentView> {
  authorise(context, "environment.edit");
  const { environment: key, expectedVersion, reason, ...wanted } = input;
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const row = await environmentRow(inside, key);
    if (row.version !== expectedVersion) throw await stale(inside, key, expectedVersion);
    const changed = changedFields(environmentView(row), wanted);
    if (!changed) return environmentView(row);
    if (changed.after.position !== undefined) await makeRoom(inside, row, changed.after.position);
    // The dataplanes read the origins.
    if (changed.after.allowedOrigins) await publish(inside, inside.project.id, [row.id]);
    const { count } = await inside.db.environment.updateMany({
      where: { id: row.id, version: expectedVersion },
      data: { ...changed.after, version: { increment: 1 } },
    });
    if (count !== 1) throw await stale(inside, key, expectedVersion);
    await record(inside, {
      act: "environment.update",
      targetKind: "environment",
      targetKey: key,
      environment: key,
      ...changed,
      reason: reason ?? null,
    });
    return readEnvironment(inside, key);
  });
}

/** Puts an environment at a place among the others, which close up around it. Throws `invalid` beyond the last place. */
async function makeRoom(inside: ProjectContext, row: Environment, position: number): Promise<void> {
  if (row.archivedAt) throw refused([archivedEnvironment(row.key)]);
  const others = (await environmentRows(inside)).filter(({ id }) => id !== row.id);
  if (position > others.length) {
    const last = `expected 0 to ${others.length}: the project has ${others.length + 1} environments`;
    throw invalid(`position: ${last}.`, [{ path: "position", message: last }]);
  }
  await number(inside, others.toSpliced(position, 0, row));
}

async function number({ db }: ProjectContext, inOrder: readonly Environment[]): Promise<void> {
  for (const [position, { id, position: before }] of inOrder.entries()) {
    if (position !== before) await db.environment.update({ where: { id }, data: { position } });
  }
}

/**
 * Takes an environment out of sight, or brings it back after the others. Throws `refused` while somebody reads there,
 * something begun there has not ended, or it is the only one.
 */
export async function archiveEnvironment(context: ProjectContext, input: Archiving, archived = true): Promise<EnvironmentView> {
  authorise(context, "environment.edit");
  const { environment: key, expectedVersion, reason } = input;
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const row = await environmentRow(inside, key);
    if (row.version !== expectedVersion) throw await stale(inside, key, expectedVersion);
    if ((row.archivedAt !== null) === archived) return environmentView(row);
    const others = (await environmentRows(inside)).filter(({ id }) => id !== row.id);
    if (archived) await expectUnused(inside, row, others.length);
    await inside.db.environment.update({
      where: { id: row.id },
      data: { archivedAt: archived ? inside.now : null, position: others.length, version: { increment: 1 } },
    });
    await number(inside, others);
    await record(inside, {
      act: archived ? "environment.archive" : "environment.unarchive",
      targetKind: "environment",
      targetKey: key,
      environment: key,
      before: { archived: !archived },
      after: { archived },
      reason: reason || null,
    });
    return readEnvironment(inside, key);
  });
}

type Archiving = { environment: string } & z.infer<typeof environmentArchiveSchema>;

async function expectUnused(context: ProjectContext, { id, key }: Environment, others: number): Promise<void> {
  // Whoever registers an instance waits for this row.
  await context.db.$queryRaw`SELECT 1 FROM environments WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  const only = { rule: "only-environment", message: `${key} is the project's only environment.`, detail: { environment: key } };
  const used = (await usesOf(context, id)).map(({ what, count, example }) => ({
    rule: "in-use",
    message: `${key} is in use: ${USES[what]}${example === null ? "" : `, such as ${example}`} (${count}).`,
    detail: { environment: key, what, count, example },
  }));
  const refusals = [...(others === 0 ? [only] : []), ...used];
  if (refusals.length > 0) throw refused(refusals);
}

const USES: Record<Use["what"], string> = {
  instance: "running instances",
  token: "tokens that are alive",
  plan: "steps still to come",
  proposal: "open proposals",
  job: "running data jobs",
  rollback: "a rollback of the project",
};

function keyTaken(key: string): AppError {
  return conflict(`The project already has an environment with the key ${key}. Choose another key.`, null);
}

async function stale(context: ProjectContext, key: string, expected: number): Promise<AppError> {
  return staleWrite(context, { kind: "environment", key, label: key }, expected, await readEnvironment(context, key));
}
