import type { z } from "zod";
import { record } from "../audit/commands.ts";
import { staleWrite } from "../audit/reads/trail.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { authorise, inTransaction, type ProjectContext } from "../platform/context.ts";
import { isUniqueViolation } from "../platform/db.ts";
import { type AppError, conflict } from "../platform/errors.ts";
import { createSwitches } from "../switches/commands/create.ts";
import { moduleRow, moduleView, readModule } from "./reads.ts";
import type { ModuleView, moduleBodySchema, modulePatchSchema } from "./schema.ts";

/** Creates a module with its three switches, at their first position in every environment. */
export async function createModule(context: ProjectContext, input: z.input<typeof moduleBodySchema>): Promise<ModuleView> {
  authorise(context, "module.edit");
  return inTransaction(context, async (inside) => {
    const { db, project, now } = inside;
    const taken = await db.module.findUnique({ where: { projectId_key: { projectId: project.id, key: input.key } } });
    if (taken) throw keyTaken(taken.key, moduleView(taken));
    const row = await db.module.create({ data: { ...input, projectId: project.id, createdAt: now } }).catch((error: unknown) => {
      throw isUniqueViolation(error) ? keyTaken(input.key, null) : error;
    });
    await createSwitches(inside);
    const { version: _, createdAt: __, ...after } = moduleView(row);
    await record(inside, { act: "module.create", targetKind: "module", targetKey: row.key, before: null, after });
    return moduleView(row);
  });
}

/** Changes what is known of a module; its key stays. */
export async function updateModule(
  context: ProjectContext,
  input: { module: string } & z.infer<typeof modulePatchSchema>,
): Promise<ModuleView> {
  authorise(context, "module.edit");
  const { module: key, expectedVersion, reason, ...wanted } = input;
  return inTransaction(context, async (inside) => {
    const row = await moduleRow(inside, key);
    if (row.version !== expectedVersion) throw await stale(inside, key, expectedVersion);
    const changed = changedFields(moduleView(row), wanted);
    if (!changed) return moduleView(row);
    const { count } = await inside.db.module.updateMany({
      where: { id: row.id, version: expectedVersion },
      data: { ...changed.after, version: { increment: 1 } },
    });
    if (count !== 1) throw await stale(inside, key, expectedVersion);
    await record(inside, { act: "module.update", targetKind: "module", targetKey: key, ...changed, reason: reason ?? null });
    return readModule(inside, key);
  });
}

function keyTaken(key: string, current: ModuleView | null): AppError {
  return conflict(`The project already has a module with the key ${key}. Choose another key.`, current);
}

async function stale(context: ProjectContext, key: string, expected: number): Promise<AppError> {
  return staleWrite(context, { kind: "module", key, label: key }, expected, await readModule(context, key));
}
