import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";

/** A rollback of a whole project that has ended, without any module; its id. */
export async function testRollback(db: PrismaClient, projectKey: string): Promise<string> {
  const by = { actorKind: "user", actorId: "somebody", actorName: "Somebody" };
  const project = { connect: { key: projectKey } };
  const { id } = await db.projectRollback.create({ data: { project, ...by, state: "done", held: 0, createdAt: new Date() } });
  return id;
}
