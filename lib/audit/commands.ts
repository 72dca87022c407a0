import { createHash } from "node:crypto";
import { canonicalJson } from "../platform/canonical.ts";
import { inTransaction, lockProject, type ProjectContext } from "../platform/context.ts";
import { Prisma } from "../platform/generated/prisma/client.ts";
import { announce } from "../snapshot/commands.ts";

export type AuditEntry = {
  /** What was done, as `<noun>.<verb>`. */
  act: string;
  targetKind: string;
  targetKey: string;
  environment?: string;
  /** Changed fields only; null for what did not exist. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason?: string | null;
};

/**
 * Appends to the project's audit chain inside the caller's transaction; call it last. The project's row lock
 * makes the chain one line however many write at once.
 */
export async function record(context: ProjectContext, entry: AuditEntry): Promise<void> {
  await inTransaction(context, async (inside) => {
    const { db } = inside;
    const { id: projectId } = context.project;
    await lockProject(inside);
    const last = await db.auditEvent.findFirst({ where: { projectId }, orderBy: { sequence: "desc" } });
    const event = {
      projectId,
      sequence: (last?.sequence ?? 0) + 1,
      at: context.now,
      actorKind: context.actor.kind,
      actorId: context.actor.id,
      actorName: context.actor.name,
      origin: context.origin,
      act: entry.act,
      targetKind: entry.targetKind,
      targetKey: entry.targetKey,
      environment: entry.environment ?? null,
      before: entry.before,
      after: entry.after,
      reason: entry.reason ?? null,
      requestId: context.requestId,
    };
    const previous = last?.hash ?? new Uint8Array(32);
    await db.auditEvent.create({
      data: { ...event, before: json(event.before), after: json(event.after), previous, hash: hashOf(previous, event) },
    });
    await announce(inside, projectId);
  });
}

/** SHA-256 over the previous hash and the event's canonical JSON. */
export function hashOf(previous: Uint8Array, event: object): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    createHash("sha256")
      .update(previous)
      .update(canonicalJson(JSON.parse(JSON.stringify(event))))
      .digest(),
  );
}

function json(value: Record<string, unknown> | null) {
  return value === null ? Prisma.DbNull : (JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject);
}
