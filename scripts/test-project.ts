import { randomBytes, randomUUID } from "node:crypto";
import type { Role } from "../lib/core/access/policy.ts";
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

export async function testProject(db: PrismaClient, options: { modules: string[] }): Promise<TestProject> {
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
    project: { id, key, role, environmentId: null } as ProjectScope,
  });
  for (const module of options.modules) await createModule(as("admin"), { key: module, name: module });
  return { id, key, as };
}

function contextAs(db: PrismaClient, role: Role, now: Date): Context {
  return { db, actor: { kind: "user", id: `test-${role}`, name: `the ${role}` }, now, requestId: randomUUID(), origin: "api" };
}
