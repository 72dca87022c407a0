import type { ProjectContext } from "../../platform/context.ts";
import { conflict } from "../../platform/errors.ts";
import { hashOf } from "../commands.ts";
import type { AuditVerified } from "../schema.ts";
import { HeadsDamaged, type KeptHead, readHeads } from "./heads-file.ts";

/** Events one call recomputes at most: about a second's work. */
const AT_ONCE = 20_000;
const PAGE = 1000;

type Head = { sequence: number; hash: Uint8Array };

const BEGINNING: Head = { sequence: 0, hash: new Uint8Array(32) };

/**
 * `after`: the head an unfinished walk answered. `full`: from the beginning, whatever was verified before. `home`: the
 * folder with the ends of the chains that were kept outside the database.
 */
export type Verification = {
  after?: { sequence: number; hash: string } | undefined;
  full?: boolean | undefined;
  home?: string | undefined;
};

/**
 * Walks on along the project's chain and recomputes every hash: from where a walk came to, from the newest event that
 * is known to fit, or from the beginning. Ends after so many events; whoever wants all goes on from the head. Throws
 * `conflict` when the event to go on after is not what it was.
 */
export async function verifyAudit(
  context: ProjectContext,
  { after, full = false, home }: Verification = {},
  atOnce = AT_ONCE,
): Promise<AuditVerified> {
  const { db, project } = context;
  const known = await db.auditCheckpoint.findUnique({ where: { projectId: project.id } });
  const start = await startOf(context, after, full ? null : known);
  const newest = await db.auditEvent.findFirst({
    where: { projectId: project.id },
    orderBy: { sequence: "desc" },
    select: { sequence: true },
  });
  const of = newest?.sequence ?? 0;

  const end = Math.min(of, start.sequence + atOnce);
  const { head, brokenAt } = await walk(context, start, end);
  // A walk that began where nobody had looked says nothing of what lies before.
  if (start.sequence <= (known?.sequence ?? 0) && head.sequence > (known?.sequence ?? 0)) {
    const reached = { sequence: head.sequence, hash: new Uint8Array(head.hash), at: context.now };
    await db.auditCheckpoint.upsert({
      where: { projectId: project.id },
      create: { projectId: project.id, ...reached },
      update: reached,
    });
  }
  const kept = home === undefined ? null : await keptEnd(context, home);
  return {
    ok: brokenAt === null && (kept === null || kept.state === "holds"),
    events: head.sequence,
    brokenAt,
    head: head.sequence === 0 ? null : Buffer.from(head.hash).toString("hex"),
    from: start.sequence,
    of,
    complete: brokenAt !== null || head.sequence >= of,
    kept,
  };
}

/** Whether the chain still holds the end that was kept outside the database. */
async function keptEnd(context: ProjectContext, home: string): Promise<AuditVerified["kept"]> {
  let heads: KeptHead[];
  try {
    heads = await readHeads(home);
  } catch (error) {
    if (error instanceof HeadsDamaged) return { state: "damaged", event: null, at: null };
    throw error;
  }
  const end = heads.find(({ projectId }) => projectId === context.project.id);
  if (!end) return null;
  const { sequence, hash, at } = end;
  const holds = await holdsEvent(context, { sequence, hash: Buffer.from(hash, "hex") });
  return { state: holds ? "holds" : "missing", event: sequence, at };
}

async function holdsEvent({ db, project }: ProjectContext, { sequence, hash }: Head): Promise<boolean> {
  const stored = await db.auditEvent.findUnique({
    where: { projectId_sequence: { projectId: project.id, sequence } },
    select: { hash: true },
  });
  return stored !== null && same(stored.hash, hash);
}

/** What was verified before counts only while it is still there; otherwise everything is looked at again. */
async function startOf(context: ProjectContext, after: Verification["after"], known: Head | null): Promise<Head> {
  const start = after ? { sequence: after.sequence, hash: new Uint8Array(Buffer.from(after.hash, "hex")) } : known;
  if (!start) return BEGINNING;
  if (await holdsEvent(context, start)) return start;
  if (after)
    throw conflict(`Event ${after.sequence} is missing or is not the one to go on after. Verify from the beginning.`, null);
  return BEGINNING;
}

async function walk({ db, project }: ProjectContext, start: Head, end: number): Promise<{ head: Head; brokenAt: number | null }> {
  let head = start;
  while (head.sequence < end) {
    const rows = await db.auditEvent.findMany({
      where: { projectId: project.id, sequence: { gt: head.sequence, lte: end } },
      orderBy: { sequence: "asc" },
      take: PAGE,
    });
    if (rows.length === 0) return { head, brokenAt: head.sequence + 1 };
    for (const { previous, hash, ...event } of rows) {
      const fits = event.sequence === head.sequence + 1 && same(previous, head.hash) && same(hash, hashOf(previous, event));
      if (!fits) return { head, brokenAt: head.sequence + 1 };
      head = { sequence: event.sequence, hash };
    }
  }
  return { head, brokenAt: null };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
