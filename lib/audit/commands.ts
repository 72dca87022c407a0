import { createHash } from "node:crypto";
import { canonicalJson } from "../platform/canonical.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../platform/context.ts";
import { notFound, refused } from "../platform/errors.ts";
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

/** The act that needs no reason beforehand, and the one that gives it afterwards. */
export const NEEDS_REASON = "switch.rollback";
export const REASON_ACT = "audit.reason";

/**
 * Gives a rollback the reason it was done without. What was written stays as it is: the reason is an event of its
 * own that refers to the first. Throws `not-found`, or `refused` when the event has a reason or needs none.
 */
export async function giveReason(context: ProjectContext, input: { sequence: string; reason: string }): Promise<void> {
  authorise(context, "switch.back");
  await inTransaction(context, async (inside) => {
    await lockProject(inside);
    const { db, project } = inside;
    const sequence = /^[1-9]\d{0,8}$/.test(input.sequence) ? Number(input.sequence) : 0;
    const event = await db.auditEvent.findUnique({ where: { projectId_sequence: { projectId: project.id, sequence } } });
    if (!event) throw notFound("audit event");
    const given = { projectId: project.id, act: REASON_ACT, targetKey: input.sequence };
    const message =
      event.act !== NEEDS_REASON
        ? "Only a rollback is done first and explained afterwards."
        : event.reason !== null || (await db.auditEvent.findFirst({ where: given, select: { sequence: true } }))
          ? "This rollback has its reason already."
          : null;
    if (message) throw refused([{ rule: "pending", message, detail: { act: event.act } }]);
    await record(inside, {
      act: REASON_ACT,
      targetKind: "event",
      targetKey: input.sequence,
      ...(event.environment === null ? {} : { environment: event.environment }),
      before: null,
      after: { name: event.targetKey },
      reason: input.reason,
    });
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
