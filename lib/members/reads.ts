import { type Context, needWholeProject, type ProjectContext } from "../platform/context.ts";
import type { Db } from "../platform/db.ts";
import { notFound } from "../platform/errors.ts";
import type { Membership, User } from "../platform/generated/prisma/client.ts";
import { isId } from "../platform/ids.ts";
import type { MemberView } from "./schema.ts";

export type MemberRow = Membership & { user: User };

/** Members of the project and the owners, who administer it without being members; by name. */
export async function listMembers(context: ProjectContext): Promise<MemberView[]> {
  needWholeProject(context);
  const { db, project } = context;
  const rows = await db.membership.findMany({ where: { projectId: project.id }, include: { user: true } });
  const owners = await db.user.findMany({ where: { isOwner: true, memberships: { none: { projectId: project.id } } } });
  return [...rows.map(memberView), ...owners.map(ownerView)].sort(
    (a, b) => a.name.localeCompare(b.name, "en") || (a.email < b.email ? -1 : 1),
  );
}

/** One member. Throws `not-found`, also for an owner who is no member. */
export async function readMember(context: ProjectContext, userId: string): Promise<MemberView & { version: number }> {
  return memberView(await memberRow(context, userId));
}

export async function memberRow(context: ProjectContext, userId: string): Promise<MemberRow> {
  needWholeProject(context);
  const { db, project } = context;
  const row = isId(userId)
    ? await db.membership.findUnique({
        where: { projectId_userId: { projectId: project.id, userId } },
        include: { user: true },
      })
    : null;
  if (!row) throw notFound("member");
  return row;
}

export function memberView({ user, role, pending, version, createdAt }: MemberRow): MemberView & { version: number } {
  return { ...personOf(user), active: isActive(user) && !pending, role, version, since: createdAt.toISOString() };
}

function ownerView(user: User): MemberView {
  return { ...personOf(user), role: "admin", version: null, since: user.createdAt.toISOString() };
}

function personOf(user: User) {
  return { id: user.id, email: user.email, name: user.name, owner: user.isOwner, active: isActive(user) };
}

/** True once the person has a way to sign in. */
export function isActive(user: User): boolean {
  return user.passwordHash !== null || user.oidcSubject !== null;
}

/** True when somebody who can sign in administers the project even without this person's membership. */
export async function hasAdminBesides({ db, project }: ProjectContext, userId: string): Promise<boolean> {
  const memberships = { some: { projectId: project.id, role: "admin" as const, pending: false, userId: { not: userId } } };
  const canSignIn = { OR: [{ passwordHash: { not: null } }, { oidcSubject: { not: null } }] };
  const found = await db.user.findFirst({
    where: { AND: [canSignIn, { OR: [{ isOwner: true }, { memberships }] }] },
    select: { id: true },
  });
  return found !== null;
}

/** True once somebody administers this installation. */
export async function ownerExists(db: Db): Promise<boolean> {
  return (await db.user.findFirst({ where: { isOwner: true }, select: { id: true } })) !== null;
}

/** True when the actor is an owner or acts through the bootstrap token. */
export async function actsAsOwner({ db, actor }: Context): Promise<boolean> {
  if (!isId(actor.id)) return false;
  if (actor.kind === "user") return (await db.user.findUnique({ where: { id: actor.id } }))?.isOwner ?? false;
  const token = actor.kind === "token" ? await db.apiToken.findUnique({ where: { id: actor.id } }) : null;
  return token !== null && token.projectId === null;
}
