import type { z } from "zod";
import { record } from "../audit/commands.ts";
import { staleWrite } from "../audit/reads/trail.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../platform/context.ts";
import { isUniqueViolation } from "../platform/db.ts";
import { type AppError, conflict } from "../platform/errors.ts";
import { publish } from "../snapshot/commands/publish.ts";
import { createSwitches } from "../switches/commands/create.ts";
import { environmentRow, environmentView, readEnvironment } from "./reads.ts";
import type { EnvironmentView, environmentBodySchema, environmentPatchSchema } from "./schema.ts";

/** Adds an environment after the others, with every module's switches at their first position. */
export async function createEnvironment(
  context: ProjectContext,
  input: z.infer<typeof environmentBodySchema>,
): Promise<EnvironmentView> {
  authorise(context, "environment.edit");
  return inTransaction(context, async (inside) => {
    const { db, project, now } = inside;
    await lockProject(inside);
    const last = await db.environment.findFirst({ where: { projectId: project.id }, orderBy: { position: "desc" } });
    const row = await db.environment
      .create({ data: { ...input, projectId: project.id, position: last ? last.position + 1 : 0, createdAt: now } })
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

/** Changes an environment's name, what it asks of forward changes and which pages may read here; its key stays. */
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

function keyTaken(key: string): AppError {
  return conflict(`The project already has an environment with the key ${key}. Choose another key.`, null);
}

async function stale(context: ProjectContext, key: string, expected: number): Promise<AppError> {
  return staleWrite(context, { kind: "environment", key, label: key }, expected, await readEnvironment(context, key));
}
