import { randomBytes, randomUUID } from "node:crypto";
import { ROLES, type Role } from "../lib/core/access/policy.ts";
import { createModule } from "../lib/modules/commands.ts";
import type { Context, ProjectContext, ProjectScope } from "../lib/platform/context.ts";
import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";

/** A project of its own for one test, with the three usual environments, and contexts that act in it by role. */
export type TestProject = {
  id: string;
  key: string;
  /** The same role is always the same person. `now` is the clock of the request. */
  as: (role: Role, now?: Date) => ProjectContext;
};

/** `people`: those who act in it are its members, too. */
export async function testProject(db: PrismaClient, options: { modules: string[]; people?: boolean }): Promise<TestProject> {
  const key = `p-${randomBytes(5).toString("hex")}`;
  const { id } = await db.project.create({
    data: {
      key,
      name: key,
      salt: key,
      environments: {
        create: ["development", "staging", "production"].map((name, position) => ({
          key: name,
          name,
          position,
          protected: name === "production",
        })),
      },
    },
  });
  const as = (role: Role, now = new Date()): ProjectContext => ({
    ...contextAs(db, role, now),
    project: { id, key, role, environmentId: null, environmentKey: null } as ProjectScope,
  });
  if (options.people) await join(db, id);
  for (const module of options.modules) await createModule(as("admin"), { key: module, name: module });
  return { id, key, as };
}

/** The same person in every project of a database. */
export function personOf(role: Role): { id: string; name: string } {
  return { id: `00000000-0000-7000-8000-00000000000${ROLES.indexOf(role)}`, name: `the ${role}` };
}

async function join(db: PrismaClient, projectId: string): Promise<void> {
  const users = ROLES.map((role) => ({ ...personOf(role), email: `${role}@example.test`, oidcSubject: role }));
  await db.user.createMany({ data: users, skipDuplicates: true });
  await db.membership.createMany({ data: ROLES.map((role) => ({ projectId, userId: personOf(role).id, role })) });
}

function contextAs(db: PrismaClient, role: Role, now: Date): Context {
  return { db, actor: { kind: "user", ...personOf(role) }, now, requestId: randomUUID(), origin: "api" };
}
