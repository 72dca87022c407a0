import { record } from "../../core/evaluation/fields.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { type AppError, conflict, notFound } from "../../platform/errors.ts";
import type { AuditEvent } from "../../platform/generated/prisma/client.ts";
import { NEEDS_REASON } from "../commands.ts";
import type { AuditEventView, AuditFilter } from "../schema.ts";
import { reasonsFor, searchEvents } from "./search.ts";
import { maySee } from "./visible.ts";

const LAST = 2 ** 31 - 1;

/**
 * Events that match, newest first. The cursor is the sequence before which the page starts; a page may hold few or none
 * and still have a next one, when it was looked for in as many events as may be looked at for a page.
 */
export async function auditEvents(
  context: ProjectContext,
  filter: AuditFilter,
  page: { cursor?: string | undefined; limit: number },
): Promise<{ items: AuditEventView[]; nextCursor: string | null }> {
  const before = Math.min(Number(page.cursor ?? LAST), LAST);
  const { rows, nextCursor } = await searchEvents(context, filter, before, page.limit);
  return { items: await withNames(context, rows), nextCursor };
}

/** One event. Throws `not-found`. */
export async function auditEvent(context: ProjectContext, sequence: string): Promise<AuditEventView> {
  const row = /^[1-9]\d{0,8}$/.test(sequence)
    ? await context.db.auditEvent.findUnique({
        where: { projectId_sequence: { projectId: context.project.id, sequence: Number(sequence) } },
      })
    : null;
  if (!row || !maySee(context.project, row)) throw notFound("audit event");
  return (await withNames(context, [row]))[0] as AuditEventView;
}

const PAGE = 500;

/** Every event that matches, newest first, read page by page. */
export async function* allAuditEvents(context: ProjectContext, filter: AuditFilter): AsyncGenerator<AuditEventView[]> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await auditEvents(context, filter, { cursor, limit: PAGE });
    yield page.items;
    cursor = page.nextCursor;
  }
}

/**
 * The answer to a write made against an older version: what is stored now, and the event that made it so.
 * `label` names the thing to a person.
 */
export async function staleWrite(
  context: ProjectContext,
  target: { kind: string; key: string; label: string },
  expected: number,
  current: { version: number },
): Promise<AppError> {
  const { items } = await auditEvents(context, { targetKind: target.kind, targetKey: target.key }, { limit: 1 });
  const sentence = `You saw version ${expected}; ${target.label} is at version ${current.version} by now.`;
  return conflict(`${sentence} Look at the other change, then decide again.`, current, items[0] ?? null);
}

/** Phases and milestones are targets by id; readers want their names, also after they are gone. */
async function withNames(context: ProjectContext, rows: AuditEvent[]): Promise<AuditEventView[]> {
  const idsOf = (kind: string) => rows.filter((row) => row.targetKind === kind).map((row) => row.targetKey);
  const where = (kind: string) => ({ where: { projectId: context.project.id, id: { in: idsOf(kind) } } });
  const named = [
    ...(idsOf("phase").length > 0 ? await context.db.phase.findMany(where("phase")) : []),
    ...(idsOf("guardrail").length > 0 ? await context.db.guardrail.findMany(where("guardrail")) : []),
    ...(idsOf("milestone").length > 0 ? await context.db.milestone.findMany(where("milestone")) : []),
  ];
  const names = new Map(named.map(({ id, name }) => [id, name]));
  const given = await reasonsGiven(context, rows);
  return rows.map((row) => view(row, names, given.get(String(row.sequence)) ?? null));
}

type ReasonGiven = NonNullable<AuditEventView["reasonGiven"]>;

/** Reasons given afterwards, by the sequence of the event they belong to. */
async function reasonsGiven(context: ProjectContext, rows: AuditEvent[]): Promise<Map<string, ReasonGiven>> {
  const wanting = rows
    .filter(({ act, reason }) => act === NEEDS_REASON && reason === null)
    .map(({ sequence }) => String(sequence));
  if (wanting.length === 0) return new Map();
  const found = await reasonsFor(context, wanting);
  return new Map(
    found.map(({ targetKey, sequence, reason, actorName, at }) => [
      targetKey,
      { sequence, reason: reason ?? "", by: actorName, at: at.toISOString() },
    ]),
  );
}

function view(row: AuditEvent, names: ReadonlyMap<string, string>, reasonGiven: ReasonGiven | null): AuditEventView {
  const before = valuesOf(row.before, "before");
  const after = valuesOf(row.after, "after");
  const written = after?.name ?? before?.name;
  return {
    sequence: row.sequence,
    at: row.at.toISOString(),
    actor: { kind: row.actorKind, id: row.actorId, name: row.actorName },
    origin: row.origin,
    act: row.act,
    target: {
      kind: row.targetKind,
      key: row.targetKey,
      name: names.get(row.targetKey) ?? (typeof written === "string" ? written : null),
    },
    environment: row.environment,
    before,
    after,
    reason: row.reason,
    reasonGiven,
    requestId: row.requestId,
    hash: Buffer.from(row.hash).toString("hex"),
  };
}

function valuesOf(stored: unknown, at: string): AuditEventView["before"] {
  return stored === null ? null : record(stored, at);
}
