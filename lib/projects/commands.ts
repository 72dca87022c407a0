import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { record } from "../audit/commands.ts";
import { staleWrite } from "../audit/reads/trail.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { authorise, type Context, inTransaction, type ProjectContext } from "../platform/context.ts";
import { isUniqueViolation } from "../platform/db.ts";
import { AppError, conflict } from "../platform/errors.ts";
import { type Identity, ownsEverything, projectContext } from "../platform/identity.ts";
import { publish } from "../snapshot/commands/publish.ts";
import { readProject } from "./reads.ts";
import type { ProjectView, projectBodySchema, projectPatchSchema } from "./schema.ts";

const ENVIRONMENTS = [
  { key: "development", name: "Development", position: 0, protected: false },
  { key: "staging", name: "Staging", position: 1, protected: false },
  { key: "production", name: "Production", position: 2, protected: true },
];

/** Creates a project with its three environments; whoever creates it becomes its admin. For owners and the bootstrap token. */
export async function createProject(
  context: Context,
  identity: Identity,
  input: Omit<z.input<typeof projectBodySchema>, "modules">,
): Promise<ProjectView> {
  return inTransaction(context, async (outside) => {
    const { db, now } = outside;
    if (!(await ownsEverything(db, identity))) throw needsOwner();
    const row = await db.project
      .create({
        data: {
          ...input,
          salt: randomBytes(9).toString("base64url"),
          createdAt: now,
          environments: { create: ENVIRONMENTS.map((environment) => ({ ...environment, createdAt: now })) },
          memberships: identity.kind === "user" ? { create: { userId: identity.userId, role: "admin", createdAt: now } } : {},
        },
        include: { environments: true },
      })
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? keyTaken(input.key) : error;
      });
    const inside = await projectContext(outside, identity, row.key);
    await publish(
      inside,
      row.id,
      row.environments.map(({ id }) => id),
    );
    await record(inside, { act: "project.create", targetKind: "project", targetKey: row.key, before: null, after: input });
    return readProject(inside);
  });
}

/** Renames a project, restates its goal or says another time zone; its key stays. */
export async function updateProject(context: ProjectContext, input: z.infer<typeof projectPatchSchema>): Promise<ProjectView> {
  authorise(context, "project.edit");
  const { expectedVersion, reason, ...wanted } = input;
  return inTransaction(context, async (inside) => {
    const current = await readProject(inside);
    if (current.version !== expectedVersion) throw await stale(inside, expectedVersion);
    const changed = changedFields(current, wanted);
    if (!changed) return current;
    const { name, goal, timeZone } = changed.after;
    const { count } = await inside.db.project.updateMany({
      where: { id: inside.project.id, version: expectedVersion },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(goal === undefined ? {} : { goal }),
        ...(timeZone === undefined ? {} : { timeZone }),
        version: { increment: 1 },
      },
    });
    if (count !== 1) throw await stale(inside, expectedVersion);
    const { key } = inside.project;
    await record(inside, { act: "project.update", targetKind: "project", targetKey: key, ...changed, reason: reason ?? null });
    return readProject(inside);
  });
}

async function stale(context: ProjectContext, expected: number): Promise<AppError> {
  const { key } = context.project;
  return staleWrite(context, { kind: "project", key, label: key }, expected, await readProject(context));
}

/** Says nothing of the project that has the key: the caller may not be allowed to see it. */
function keyTaken(key: string): AppError {
  return conflict(`There is a project with the key ${key} already. Choose another key.`, null);
}

function needsOwner(): AppError {
  return new AppError("forbidden", "Only an owner of this installation, or the bootstrap token, may create projects.", {
    roleNeeded: "owner",
    act: "project.create",
  });
}
