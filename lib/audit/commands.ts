import { createHash } from "node:crypto";
import { canonicalJson } from "../platform/canonical.ts";
import { CHANGES_CHANNEL } from "../platform/channel.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../platform/context.ts";
import { notFound, refused } from "../platform/errors.ts";
import { Prisma } from "../platform/generated/prisma/client.ts";
import { maySee } from "./reads/visible.ts";

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

/** Where a project's chain ends: what the next event goes on from. */
export type ChainEnd = { sequence: number; hash: Uint8Array };

/** Appends to the project's audit chain inside the caller's transaction. */
export async function record(context: ProjectContext, entry: AuditEntry): Promise<void> {
  await recordAll(context, [entry]);
}

export async function recordAll(context: ProjectContext, entries: readonly AuditEntry[]): Promise<void> {
  await inTransaction(context, async (inside) => {
    await lockProject(inside);
    const [found] = await inside.db.$queryRaw<{ end: never }[]>`SELECT (${endQuery(context.project.id)}) AS end`;
    await append(inside, readEnd(found?.end ?? null), entries);
  });
}

/** An expression that makes the end of a project's chain as JSON. The project's row lock makes the chain one line however many write. */
export function endQuery(projectId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT json_build_object('sequence', sequence, 'hash', encode(hash, 'hex')) FROM audit_events
    WHERE project_id = ${projectId}::uuid ORDER BY sequence DESC LIMIT 1`;
}

export function readEnd(json: { sequence: number; hash: string } | null): ChainEnd {
  return json ? { sequence: json.sequence, hash: Buffer.from(json.hash, "hex") } : { sequence: 0, hash: new Uint8Array(32) };
}

/**
 * Appends events in their order, in one statement, after the end that was read under the project's lock. Answers where
 * the chain ends then.
 */
export async function append(context: ProjectContext, end: ChainEnd, entries: readonly AuditEntry[]): Promise<ChainEnd> {
  const { db, actor, project } = context;
  let { sequence, hash } = end;
  const rows = entries.map((entry) => {
    sequence += 1;
    const event = {
      projectId: project.id,
      sequence,
      at: context.now,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
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
    const previous = hash;
    hash = hashOf(previous, event);
    return { ...event, previous: hex(previous), hash: hex(hash) };
  });
  await db.$queryRaw`
    WITH written AS (
      INSERT INTO audit_events (project_id, sequence, at, actor_kind, actor_id, actor_name, origin, act, target_kind,
        target_key, environment, before, after, reason, request_id, previous, hash)
      SELECT "projectId", sequence, at, "actorKind", "actorId", "actorName", origin, act, "targetKind", "targetKey",
             environment, before, after, reason, "requestId", decode(previous, 'hex'), decode(hash, 'hex')
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS e("projectId" uuid, sequence int, at timestamptz,
        "actorKind" text, "actorId" text, "actorName" text, origin text, act text, "targetKind" text, "targetKey" text,
        environment text, before jsonb, after jsonb, reason text, "requestId" text, previous text, hash text)
      RETURNING 1)
    SELECT count(*)::int, pg_notify(${CHANGES_CHANNEL}, ${JSON.stringify({ project: project.id })})::text FROM written`;
  return { sequence, hash };
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
    if (!event || !maySee(project, event)) throw notFound("audit event");
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
  return new Uint8Array(createHash("sha256").update(previous).update(canonicalJson(event)).digest());
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
