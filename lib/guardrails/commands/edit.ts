import type { z } from "zod";
import { record } from "../../audit/commands.ts";
import { staleWrite } from "../../audit/reads/trail.ts";
import { faultsOf } from "../../core/guardrails/faults.ts";
import { changedFields } from "../../core/plan/changed-fields.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import { type AppError, conflict, invalid, notFound } from "../../platform/errors.ts";
import { guardrailRow, guardrailView } from "../reads/list.ts";
import type { GuardrailView, guardrailBodySchema, guardrailPatchSchema } from "../schema.ts";

/** Of one module in one environment: each takes its part of what may fail by accident. */
const MOST_OF_A_MODULE = 50;

/** Puts a guardrail over a module in an environment. Throws `conflict` when the name is taken there. */
export async function createGuardrail(
  context: ProjectContext,
  input: z.infer<typeof guardrailBodySchema>,
): Promise<GuardrailView> {
  const { environment: environmentKey, module: moduleKey, ...watched } = input;
  authorise(context, "guardrail.edit");
  refuseFaults(watched);
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const { db, project, now } = inside;
    const environment = await db.environment.findUnique({
      where: { projectId_key: { projectId: project.id, key: environmentKey } },
    });
    if (!environment) throw notFound("environment");
    authorise(inside, "guardrail.edit", environment.id);
    const module = await db.module.findUnique({ where: { projectId_key: { projectId: project.id, key: moduleKey } } });
    if (!module) throw notFound("module");
    const others = await db.guardrail.findMany({ where: { environmentId: environment.id, moduleId: module.id } });
    const taken = others.find(({ name }) => name === watched.name);
    if (taken) throw conflict(`${moduleKey} already has a guardrail “${watched.name}” in ${environmentKey}.`, { id: taken.id });
    if (others.length >= MOST_OF_A_MODULE)
      throw invalid(`A module has at most ${MOST_OF_A_MODULE} guardrails in an environment.`, [
        { path: "module", message: "is full" },
      ]);
    const data = {
      ...watched,
      projectId: project.id,
      environmentId: environment.id,
      moduleId: module.id,
      createdAt: now,
      changedAt: now,
    };
    const { id } = await db.guardrail.create({ data });
    const view = guardrailView(await guardrailRow(inside, id));
    await record(inside, {
      ...target(view),
      act: "guardrail.create",
      before: null,
      after: { module: moduleKey, ...stored(view) },
    });
    return view;
  });
}

/** Changes a guardrail; its test begins anew. */
export async function updateGuardrail(
  context: ProjectContext,
  input: { guardrail: string } & z.infer<typeof guardrailPatchSchema>,
): Promise<GuardrailView> {
  const { guardrail: id, expectedVersion, ...wanted } = input;
  authorise(context, "guardrail.edit");
  return inTransaction(context, async (inside) => {
    const { row, view } = await expectVersion(inside, id, expectedVersion);
    const changed = changedFields(stored(view), wanted);
    if (!changed) return view;
    refuseFaults({ ...stored(view), ...changed.after });
    if (changed.after.name !== undefined) await refuseTaken(inside, row, changed.after.name);
    await inside.db.guardrail.update({
      where: { id },
      data: { ...changed.after, changedAt: inside.now, version: { increment: 1 } },
    });
    await record(inside, { ...target(view), act: "guardrail.update", ...changed });
    return guardrailView(await guardrailRow(inside, id));
  });
}

/** Removes a guardrail with what it has seen. What it did stays in history and audit log. */
export async function deleteGuardrail(
  context: ProjectContext,
  input: { guardrail: string; expectedVersion: number },
): Promise<void> {
  const { guardrail: id, expectedVersion } = input;
  authorise(context, "guardrail.edit");
  return inTransaction(context, async (inside) => {
    const { view } = await expectVersion(inside, id, expectedVersion);
    await inside.db.guardrail.delete({ where: { id } });
    await record(inside, {
      ...target(view),
      act: "guardrail.delete",
      before: { module: view.module, ...stored(view) },
      after: null,
    });
  });
}

/** The guardrail as it stays until the transaction ends. Throws `conflict` when it is another version by now. */
async function expectVersion(inside: ProjectContext, id: string, expected: number) {
  await lockProject(inside);
  const row = await guardrailRow(inside, id);
  authorise(inside, "guardrail.edit", row.environmentId);
  const view = guardrailView(row);
  if (row.version !== expected) throw await stale(inside, view, expected);
  return { row, view };
}

type Stored = Omit<GuardrailView, "id" | "environment" | "module" | "version" | "createdAt" | "standing">;

/** The part of a guardrail that can change. */
function stored({
  id: _,
  environment: __,
  module: ___,
  version: ____,
  createdAt: _____,
  standing: ______,
  ...rest
}: GuardrailView): Stored {
  return rest;
}

function target({ id, environment }: GuardrailView) {
  return { targetKind: "guardrail", targetKey: id, environment };
}

function refuseFaults(wanted: Parameters<typeof faultsOf>[0]): void {
  const faults = faultsOf(wanted);
  if (faults.length > 0) throw invalid("No measurement could show what this guardrail watches for.", faults);
}

async function refuseTaken(
  { db }: ProjectContext,
  row: { environmentId: string; moduleId: string },
  name: string,
): Promise<void> {
  const { environmentId, moduleId } = row;
  const taken = await db.guardrail.findUnique({ where: { environmentId_moduleId_name: { environmentId, moduleId, name } } });
  if (taken) throw conflict(`There is a guardrail “${name}” already.`, { id: taken.id });
}

function stale(context: ProjectContext, view: GuardrailView, expected: number): Promise<AppError> {
  return staleWrite(context, { kind: "guardrail", key: view.id, label: `the guardrail “${view.name}”` }, expected, view);
}
