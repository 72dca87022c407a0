import type { z } from "zod";
import { record, recordAll } from "../audit/commands.ts";
import { staleWrite } from "../audit/reads/trail.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { restOf } from "../core/stages/rest.ts";
import { fewOf } from "../core/text/few.ts";
import { authorise, inTransaction, lockProject, needWholeProject, type ProjectContext } from "../platform/context.ts";
import { AppError, conflict, refused } from "../platform/errors.ts";
import { createSwitches } from "../switches/commands/create.ts";
import { stateOf } from "../switches/reads/rows.ts";
import { moduleRow, moduleView, readModule, type Unfinished, unfinished } from "./reads.ts";
import type { ModuleView, moduleArchiveSchema, moduleBodySchema, modulePatchSchema } from "./schema.ts";

type Wanted = z.input<typeof moduleBodySchema>;

/** Creates a module with its three switches, at their first position in every environment. */
export async function createModule(context: ProjectContext, input: Wanted): Promise<ModuleView> {
  authorise(context, "module.edit");
  return inTransaction(context, async (inside) => {
    const [taken] = await takenBy(inside, [input]);
    if (taken) throw keyTaken(taken);
    const [made] = await insert(inside, [input]);
    return made as ModuleView;
  });
}

/** Creates modules together: all of them, or none. Throws `conflict`, which names every key that is taken. */
export async function registerModules(context: ProjectContext, inputs: readonly Wanted[]): Promise<ModuleView[]> {
  authorise(context, "module.edit");
  return inTransaction(context, async (inside) => {
    const taken = await takenBy(inside, inputs);
    if (taken.length > 0) throw severalTaken(inputs, taken);
    return insert(inside, inputs);
  });
}

/** The modules that have these keys. From here on no other gets one: whoever adds to the project waits. */
async function takenBy(inside: ProjectContext, inputs: readonly Wanted[]): Promise<ModuleView[]> {
  await lockProject(inside);
  const key = { in: inputs.map(({ key }) => key) };
  return (await inside.db.module.findMany({ where: { projectId: inside.project.id, key } })).map(moduleView);
}

async function insert(inside: ProjectContext, inputs: readonly Wanted[]): Promise<ModuleView[]> {
  const { db, project, now } = inside;
  const data = inputs.map((input) => ({ ...input, projectId: project.id, createdAt: now }));
  const rows = await db.module.createManyAndReturn({ data });
  await createSwitches(inside);
  const made = rows.map(moduleView);
  await recordAll(
    inside,
    made.map(({ version: _, createdAt: __, archivedAt: ___, ...after }) => ({
      act: "module.create",
      targetKind: "module",
      targetKey: after.key,
      before: null,
      after,
    })),
  );
  return made;
}

function keyTaken(taken: ModuleView): AppError {
  const [kind, way] = taken.archivedAt ? ["an archived module", "Bring it back, or choose"] : ["a module", "Choose"];
  return conflict(`The project already has ${kind} with the key ${taken.key}. ${way} another key.`, taken);
}

function severalTaken(inputs: readonly Wanted[], taken: readonly ModuleView[]): AppError {
  const keys = new Set(taken.map(({ key }) => key));
  const errors = inputs.flatMap(({ key }, index) =>
    keys.has(key) ? [{ path: `modules.${index}.key`, message: "a module of this project has it already" }] : [],
  );
  const what = `The project already has modules with the keys ${fewOf([...keys], ", ")}. Nothing was added.`;
  return new AppError("conflict", what, { current: taken, errors });
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

/**
 * Takes a module that rests out of sight, or brings it back. Its switches are answered as before: services may still ask,
 * and nothing they were told changes. Throws `refused` while something of it is on its way.
 */
export async function archiveModule(context: ProjectContext, input: Archiving, archived = true): Promise<ModuleView> {
  authorise(context, "module.edit");
  // It leaves every environment.
  needWholeProject(context);
  const { module: key, expectedVersion, reason } = input;
  return inTransaction(context, async (inside) => {
    // Nothing of the project moves between the look and the end.
    await lockProject(inside);
    const row = await moduleRow(inside, key);
    if (row.version !== expectedVersion) throw await stale(inside, key, expectedVersion);
    if ((row.archivedAt !== null) === archived) return moduleView(row);
    if (archived) await expectRest(inside, row);
    const archivedAt = archived ? inside.now : null;
    await inside.db.module.update({ where: { id: row.id }, data: { archivedAt, version: { increment: 1 } } });
    await record(inside, {
      act: archived ? "module.archive" : "module.unarchive",
      targetKind: "module",
      targetKey: key,
      before: { archived: !archived },
      after: { archived },
      reason: reason || null,
    });
    return readModule(inside, key);
  });
}

type Archiving = { module: string } & z.infer<typeof moduleArchiveSchema>;

async function expectRest(context: ProjectContext, { id, key }: { id: string; key: string }): Promise<void> {
  const include = { environment: { select: { key: true } } };
  const rows = await context.db.switch.findMany({
    where: { moduleId: id },
    include,
    orderBy: { environment: { position: "asc" } },
  });
  const places = [...new Set(rows.map(({ environment }) => environment.key))];
  const moved = places.filter((place) => restOf(rows.filter((row) => row.environment.key === place).map(stateOf)) === null);
  const begun = await unfinished(context, id);
  const refusals = [
    ...moved.map((environment) => ({
      rule: "not-at-rest",
      message: `${key} is on its way in ${environment}: take it back to the old side, or on to the end of the new.`,
      detail: { module: key, environment },
    })),
    ...begun.map(({ environment, what, count }) => ({
      rule: "unfinished",
      message: `${key} has something begun in ${environment} that has not ended: ${WHAT[what]} (${count}).`,
      detail: { module: key, environment, what, count },
    })),
  ];
  if (refusals.length > 0) throw refused(refusals);
}

const WHAT: Record<Unfinished["what"], string> = {
  plan: "steps still to come",
  proposal: "open proposals",
  job: "running data jobs",
  rollback: "a rollback of the project",
  ledger: "failed writes to repair",
};

async function stale(context: ProjectContext, key: string, expected: number): Promise<AppError> {
  return staleWrite(context, { kind: "module", key, label: key }, expected, await readModule(context, key));
}
