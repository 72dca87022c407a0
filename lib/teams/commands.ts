import type { z } from "zod";
import { record } from "../audit/commands.ts";
import { staleWrite } from "../audit/reads/trail.ts";
import { changedFields } from "../core/plan/changed-fields.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../platform/context.ts";
import { type AppError, conflict, invalid } from "../platform/errors.ts";
import { readTeam } from "./reads.ts";
import type { TeamView, teamBodySchema, teamPatchSchema } from "./schema.ts";

/** Makes a team of members of the project. */
export async function createTeam(context: ProjectContext, input: z.infer<typeof teamBodySchema>): Promise<TeamView> {
  authorise(context, "member.edit");
  return inTransaction(context, async (inside) => {
    const { db, project, now } = inside;
    await lockProject(inside);
    await expectFree(inside, input.name, null);
    const { id } = await db.team.create({ data: { projectId: project.id, name: input.name, createdAt: now } });
    await setMembers(inside, id, input.members);
    const view = await readTeam(inside, id);
    await record(inside, { act: "team.create", targetKind: "team", targetKey: id, before: null, after: stored(view) });
    return view;
  });
}

/** Renames a team, which takes along what it owns, or says who belongs to it. */
export async function updateTeam(
  context: ProjectContext,
  input: { team: string } & z.infer<typeof teamPatchSchema>,
): Promise<TeamView> {
  authorise(context, "member.edit");
  const { team: id, expectedVersion, reason, name, members } = input;
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const view = await readTeam(inside, id);
    if (view.version !== expectedVersion) throw await stale(inside, id, expectedVersion);
    if (name !== undefined && name !== view.name) {
      await expectFree(inside, name, id);
      await rename(inside, view.name, name);
    }
    if (members) await setMembers(inside, id, members);
    const data = { ...(name === undefined ? {} : { name }), version: { increment: 1 } };
    await inside.db.team.update({ where: { id }, data });
    const after = await readTeam(inside, id);
    const changed = changedFields<Record<string, unknown>>(stored(view), stored(after));
    await record(inside, {
      act: "team.update",
      targetKind: "team",
      targetKey: id,
      before: changed?.before ?? {},
      after: changed?.after ?? {},
      reason: reason || null,
    });
    return after;
  });
}

/** Ends a team. What it owns keeps its name. */
export async function deleteTeam(context: ProjectContext, input: { team: string; expectedVersion: number }): Promise<void> {
  authorise(context, "member.edit");
  const { team: id, expectedVersion } = input;
  return inTransaction(context, async (inside) => {
    await lockProject(inside);
    const view = await readTeam(inside, id);
    if (view.version !== expectedVersion) throw await stale(inside, id, expectedVersion);
    await inside.db.team.delete({ where: { id } });
    await record(inside, { act: "team.delete", targetKind: "team", targetKey: id, before: stored(view), after: null });
  });
}

async function expectFree({ db, project }: ProjectContext, name: string, own: string | null): Promise<void> {
  const taken = await db.team.findUnique({ where: { projectId_name: { projectId: project.id, name } } });
  if (taken && taken.id !== own) throw conflict(`The project already has a team ${name}. Choose another name.`, null);
}

async function setMembers({ db, project }: ProjectContext, teamId: string, members: readonly string[]): Promise<void> {
  const wanted = [...new Set(members)];
  const known = await db.membership.findMany({ where: { projectId: project.id, userId: { in: wanted } } });
  const ids = new Set(known.map(({ userId }) => userId));
  const errors = members.flatMap((id, index) =>
    ids.has(id) ? [] : [{ path: `members.${index}`, message: "no member of this project has this id" }],
  );
  if (errors.length > 0) throw invalid("A team is made of members of the project.", errors);
  await db.teamMember.deleteMany({ where: { teamId, userId: { notIn: wanted } } });
  const data = wanted.map((userId) => ({ teamId, projectId: project.id, userId }));
  await db.teamMember.createMany({ data, skipDuplicates: true });
}

async function rename({ db, project }: ProjectContext, owner: string, name: string): Promise<void> {
  const change = { where: { projectId: project.id, owner }, data: { owner: name, version: { increment: 1 } } };
  await db.module.updateMany(change);
  await db.milestone.updateMany(change);
  await db.risk.updateMany(change);
}

function stored({ name, members }: TeamView) {
  return { name, members: members.map((member) => member.name) };
}

async function stale(context: ProjectContext, id: string, expected: number): Promise<AppError> {
  const current = await readTeam(context, id);
  return staleWrite(context, { kind: "team", key: id, label: `“${current.name}”` }, expected, current);
}
