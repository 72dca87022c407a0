import type { Db } from "../../platform/db.ts";
import type { ProjectEvent } from "../schema.ts";

/**
 * The event log of a project is its audit chain: what was done, to what, in one order without gaps, written in the
 * transaction that did it. The cursor of an event is its sequence.
 */

/** Cursor of the newest event; 0 while there is none. */
export async function newestCursor(db: Db, projectId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ cursor: number }[]>`
    SELECT coalesce(max(sequence), 0) AS cursor FROM audit_events WHERE project_id = ${projectId}::uuid`;
  return row?.cursor ?? 0;
}

/** Up to `most` events after the cursor, oldest first. */
export async function eventsAfter(db: Db, projectId: string, cursor: number, most: number): Promise<ProjectEvent[]> {
  const rows = await db.auditEvent.findMany({
    where: { projectId, sequence: { gt: cursor } },
    orderBy: { sequence: "asc" },
    take: most,
    select: { sequence: true, at: true, act: true, targetKind: true, targetKey: true, environment: true, after: true },
  });
  return rows.map(({ sequence, at, act, targetKind, targetKey, environment, after }) => ({
    cursor: sequence,
    at: at.toISOString(),
    kind: act,
    subject: { kind: targetKind, key: targetKey },
    environment,
    version: versionIn(after),
  }));
}

function versionIn(after: unknown): number | null {
  const version = typeof after === "object" && after !== null && "version" in after ? after.version : null;
  return typeof version === "number" ? version : null;
}
