import type { z } from "zod";
import { record } from "../../audit/commands.ts";
import { staleWrite } from "../../audit/reads/trail.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import { type AppError, refused } from "../../platform/errors.ts";
import { hasAdminBesides, type MemberRow, memberRow, memberView, readMember } from "../reads.ts";
import type { MemberView, memberPatchSchema } from "../schema.ts";

/** Gives a member another role. Refused when the project would lose its last admin. */
export async function changeRole(
  context: ProjectContext,
  input: { member: string } & z.infer<typeof memberPatchSchema>,
): Promise<MemberView> {
  authorise(context, "member.edit");
  const { member: userId, expectedVersion, role, reason } = input;
  return inTransaction(context, async (inside) => {
    const row = await lockedMember(inside, userId, expectedVersion);
    if (row.role === role) return memberView(row);
    await keepAnAdmin(inside, row);
    const { count } = await inside.db.membership.updateMany({
      where: { projectId: row.projectId, userId, version: expectedVersion },
      data: { role, version: { increment: 1 } },
    });
    if (count !== 1) throw await stale(inside, row, expectedVersion);
    await record(inside, {
      act: "member.update",
      targetKind: "member",
      targetKey: row.user.email,
      before: { role: row.role },
      after: { role },
      reason: reason ?? null,
    });
    return readMember(inside, userId);
  });
}

/** Takes a member out of the project; the person's account stays. Refused for the last admin. */
export async function removeMember(context: ProjectContext, input: { member: string; expectedVersion: number }): Promise<void> {
  authorise(context, "member.edit");
  const { member: userId, expectedVersion } = input;
  return inTransaction(context, async (inside) => {
    const row = await lockedMember(inside, userId, expectedVersion);
    await keepAnAdmin(inside, row);
    const { count } = await inside.db.membership.deleteMany({
      where: { projectId: row.projectId, userId, version: expectedVersion },
    });
    if (count !== 1) throw await stale(inside, row, expectedVersion);
    await inside.db.setupLink.deleteMany({ where: { userId, projectId: row.projectId, usedAt: null } });
    const { name, email } = row.user;
    const before = { name, email, role: row.role };
    await record(inside, { act: "member.delete", targetKind: "member", targetKey: email, before, after: null });
  });
}

/** Ends every session the person has, in all projects; the next request with one of them is told so. */
export async function endSessions(context: ProjectContext, input: { member: string }): Promise<void> {
  authorise(context, "member.edit");
  return inTransaction(context, async (inside) => {
    const { user, pending } = await memberRow(inside, input.member);
    if (pending) throw notJoined(user.name);
    await inside.db.user.update({ where: { id: user.id }, data: { sessionVersion: { increment: 1 } } });
    await record(inside, { act: "member.end-sessions", targetKind: "member", targetKey: user.email, before: null, after: null });
  });
}

/** The lock makes two admins who remove each other take turns. */
async function lockedMember(context: ProjectContext, userId: string, expectedVersion: number): Promise<MemberRow> {
  await lockProject(context);
  const row = await memberRow(context, userId);
  if (row.version !== expectedVersion) throw await stale(context, row, expectedVersion);
  return row;
}

async function keepAnAdmin(context: ProjectContext, row: MemberRow): Promise<void> {
  if (row.role !== "admin" || (await hasAdminBesides(context, row.userId))) return;
  const message = `${row.user.name} is the last admin of this project. Make somebody else an admin first.`;
  throw refused([{ rule: "last-admin", message, detail: {} }]);
}

function notJoined(name: string): AppError {
  const message = `${name} has not joined this project yet, so their sessions are not its concern.`;
  return refused([{ rule: "not-joined", message, detail: {} }]);
}

async function stale(context: ProjectContext, row: MemberRow, expected: number): Promise<AppError> {
  const { email, name } = row.user;
  return staleWrite(context, { kind: "member", key: email, label: name }, expected, await readMember(context, row.userId));
}
