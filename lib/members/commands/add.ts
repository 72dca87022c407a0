import type { z } from "zod";
import { record } from "../../audit/commands.ts";
import { authorise, inTransaction, type ProjectContext } from "../../platform/context.ts";
import { isUniqueViolation } from "../../platform/db.ts";
import { conflict, refused } from "../../platform/errors.ts";
import type { User } from "../../platform/generated/prisma/client.ts";
import { actsAsOwner, isActive, memberRow, memberView } from "../reads.ts";
import type { MemberView, memberBodySchema } from "../schema.ts";
import { createSetupLink, DAY_SECONDS, type SetupLink } from "./links.ts";

const INVITATION_SECONDS = 7 * DAY_SECONDS;

/**
 * Gives a person a role in the project. One who is new here gets a set-up link to hand over: whoever adds
 * somebody sets no password, whatever the request says. Somebody whose account was opened elsewhere gets a link to
 * join with: whoever knows its password may not be who was meant. Throws `conflict` for a member.
 */
export async function addMember(
  context: ProjectContext,
  input: z.infer<typeof memberBodySchema>,
): Promise<{ member: MemberView; link: SetupLink | null }> {
  authorise(context, "member.edit");
  const { email, name, role } = input;
  return inTransaction(context, async (inside) => {
    const { db, project, now } = inside;
    const known = await db.user.findUnique({ where: { email } });
    const user = known ?? (await createUser(inside, { email, name }));
    const isNew = await mayHandOutLink(inside, user);
    const pending = !isNew && !isProved(user) && !(await actsAsOwner(inside));
    const row = await db.membership
      .create({ data: { projectId: project.id, userId: user.id, role, pending, createdAt: now }, include: { user: true } })
      .catch((error: unknown) => {
        throw isUniqueViolation(error) ? conflict(`${email} is a member of this project already.`, null) : error;
      });
    const link = isNew || pending ? await invitation(inside, user, pending) : null;
    const after = { name: user.name, email, role };
    await record(inside, { act: "member.create", targetKind: "member", targetKey: email, before: null, after });
    return { member: memberView(row), link };
  });
}

/**
 * A new link for a member to choose a password, or to join with, in place of earlier ones. Somebody who can sign in
 * already, or who belongs to other projects, chooses a password by an owner's link only: it is a key to all of them.
 */
export async function renewSetupLink(context: ProjectContext, input: { member: string }): Promise<SetupLink> {
  authorise(context, "member.edit");
  return inTransaction(context, async (inside) => {
    const { user, pending } = await memberRow(inside, input.member);
    if (!pending && !(await mayHandOutLink(inside, user)) && !(await actsAsOwner(inside))) throw needsOwner(user);
    const link = await invitation(inside, user, pending);
    await record(inside, { act: "member.set-up-link", targetKind: "member", targetKey: user.email, before: null, after: null });
    return link;
  });
}

async function createUser({ db, now }: ProjectContext, person: { email: string; name: string }): Promise<User> {
  return db.user.create({ data: { ...person, createdAt: now } }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? conflict(`${person.email} was added at the same moment. Try again.`, null) : error;
  });
}

function invitation({ db, project, now }: ProjectContext, user: User, joins: boolean): Promise<SetupLink> {
  const what = joins ? { userId: user.id, projectId: project.id } : { userId: user.id };
  return createSetupLink(db, { ...what, now, lifeSeconds: INVITATION_SECONDS });
}

/** An identity provider vouched for the address, or the installation made them its owner. */
function isProved(user: User): boolean {
  return user.oidcSubject !== null || user.isOwner;
}

async function mayHandOutLink({ db, project }: ProjectContext, user: User): Promise<boolean> {
  if (isActive(user) || user.isOwner) return false;
  return (await db.membership.count({ where: { userId: user.id, projectId: { not: project.id } } })) === 0;
}

function needsOwner(user: User) {
  const message = `${user.name} can sign in already or belongs to other projects too. Only an owner may hand out a new link.`;
  return refused([{ rule: "needs-owner", message, detail: { active: isActive(user) } }]);
}
