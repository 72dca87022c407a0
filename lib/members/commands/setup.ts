import type { z } from "zod";
import { record } from "../../audit/commands.ts";
import { inTransaction, lockProject } from "../../platform/context.ts";
import type { Db } from "../../platform/db.ts";
import { isUniqueViolation } from "../../platform/db.ts";
import { AppError, invalid } from "../../platform/errors.ts";
import type { PrismaClient, Project, User } from "../../platform/generated/prisma/client.ts";
import { hashSecret } from "../../platform/identity.ts";
import { hashPassword } from "../../platform/passwords.ts";
import { RateLimits } from "../../platform/rate-limit.ts";
import { systemContext } from "../../platform/system.ts";
import { ownerExists } from "../reads.ts";
import type { SetupCheck, setupBodySchema, setupCheckBodySchema } from "../schema.ts";
import { createFirstAdmin } from "./first-admin.ts";
import { signInWithPassword } from "./sign-in.ts";

export type Caller = { address: string; now: Date };

const attempts = new RateLimits({ address: { points: 30, seconds: 15 * 60 } });

/** Whom a link is for, without using it up. Throws `not-found` for a link that is unknown, used or expired. */
export async function checkSetupLink(
  db: Db,
  input: z.infer<typeof setupCheckBodySchema>,
  { address, now }: Caller,
): Promise<SetupCheck> {
  await attempts.take({ address });
  const { user, project, expiresAt } = await liveLink(db, input.token, now);
  return {
    kind: project ? "join" : user ? "member" : "first-admin",
    project: project?.name ?? null,
    email: user?.email ?? null,
    name: user?.name ?? null,
    expiresAt: expiresAt.toISOString(),
  };
}

/**
 * Uses a link up: the person gets the name and password chosen, and every older session of theirs ends. One who joins
 * a project keeps both and shows the password.
 */
export async function setUp(
  db: PrismaClient,
  input: z.infer<typeof setupBodySchema>,
  { address, now }: Caller,
): Promise<{ email: string }> {
  await attempts.take({ address });
  const link = await liveLink(db, input.token, now);
  if (link.user && link.project)
    return join(db, { ...link, user: link.user, project: link.project }, input.password, { address, now });
  const email = link.user?.email ?? input.email;
  if (!email) {
    throw invalid("The first admin needs an e-mail address.", [{ path: "email", message: "expected an e-mail address" }]);
  }
  const person = { name: input.name, passwordHash: await hashPassword(input.password) };
  await db.$transaction(async (tx) => {
    const { count } = await tx.setupLink.updateMany({ where: { id: link.id, usedAt: null }, data: { usedAt: now } });
    if (count !== 1) throw noSuchLink();
    if (link.user) {
      await tx.user.update({ where: { id: link.user.id }, data: { ...person, sessionVersion: { increment: 1 } } });
      return;
    }
    const first = await createFirstAdmin(tx, { ...person, email }).catch((error: unknown) => {
      throw isUniqueViolation(error) ? addressTaken() : error;
    });
    if (!first) throw noSuchLink();
  });
  return { email };
}

type JoiningLink = { id: string; user: User; project: Project };

async function join(db: PrismaClient, { id, user, project }: JoiningLink, password: string, { address, now }: Caller) {
  const { email } = user;
  if (!(await signInWithPassword(db, { email, password }, { address }))) throw notTheirs();
  const membership = { projectId: project.id, userId: user.id };
  const context = systemContext(db, now, project, { kind: "user", id: user.id, name: user.name });
  await inTransaction(context, async (inside) => {
    await lockProject(inside);
    const { count } = await inside.db.setupLink.updateMany({ where: { id, usedAt: null }, data: { usedAt: now } });
    if (count !== 1) throw noSuchLink();
    await inside.db.membership.updateMany({ where: membership, data: { pending: false } });
    await record(inside, { act: "member.join", targetKind: "member", targetKey: email, before: null, after: null });
  });
  return { email };
}

function notTheirs(): AppError {
  const message = "This is not the password of that account. If you never chose one, ask whoever runs this installation.";
  return invalid(message, [{ path: "password", message: "expected the password you sign in with" }]);
}

async function liveLink(db: Db, token: string, now: Date) {
  const link = await db.setupLink.findUnique({ where: { tokenHash: hashSecret(token) }, include: { user: true, project: true } });
  const live = link && !link.usedAt && link.expiresAt > now;
  if (!live || (!link.user && (await ownerExists(db)))) throw noSuchLink();
  return link;
}

function noSuchLink(): AppError {
  return new AppError("not-found", "This set-up link is unknown, expired or used already. Ask an admin for a new one.");
}

function addressTaken(): AppError {
  return new AppError("conflict", "Somebody has this e-mail address already. Choose another one for the first admin.");
}
