import type { ProjectContext } from "../../platform/context.ts";
import { type AuditEvent, Prisma } from "../../platform/generated/prisma/client.ts";
import { NEEDS_REASON, REASON_ACT } from "../commands.ts";
import type { AuditFilter } from "../schema.ts";
import { PLAN_KINDS } from "./visible.ts";

/** How many events a page is looked for in, whatever it is narrowed by. */
const LOOKED_THROUGH = 10_000;
const SPAN = 1000;

/** What one page is looked for in. */
type Search = {
  /** Each answered by an index, newest first; an event is looked at when one of them holds. */
  branches: Prisma.Sql[];
  /** What every event looked at is held against. */
  rest: Prisma.Sql[];
};

/** Reasons given afterwards to events of these sequences, the later ones last. */
export function reasonsFor({ db, project }: ProjectContext, sequences: readonly string[]): Promise<ReasonRow[]> {
  return db.$queryRaw<ReasonRow[]>`
    SELECT target_key AS "targetKey", sequence, reason, actor_name AS "actorName", at FROM audit_events given
    WHERE project_id = ${project.id}::uuid AND ${IS_REASON} AND target_key = ANY(${sequences}) ORDER BY sequence`;
}
type ReasonRow = Pick<AuditEvent, "targetKey" | "sequence" | "reason" | "actorName" | "at">;

export type Found = { rows: AuditEvent[]; nextCursor: string | null };

/**
 * Events below a sequence that match, newest first. One filter leads, through its index; the others are held against
 * what it finds, up to a bound: then the page ends early, and its cursor says how far it was looked.
 */
export async function searchEvents(context: ProjectContext, filter: AuditFilter, before: number, limit: number): Promise<Found> {
  const { db, project } = context;
  const { branches, rest } = await searchFor(context, filter);
  if (branches.length === 0) return { rows: [], nextCursor: null };
  const each = rest.length === 0 ? limit + 1 : Math.max(limit + 1, Math.ceil(LOOKED_THROUGH / branches.length));
  const within = Prisma.sql`project_id = ${project.id}::uuid AND sequence < ${before} AND ${await bounds(context, filter)}`;
  const candidates = branches.map(
    (branch) => Prisma.sql`(SELECT * FROM audit_events WHERE ${within} AND ${branch} ORDER BY sequence DESC LIMIT ${each})`,
  );
  const rows = await db.$queryRaw<AuditEvent[]>`
    SELECT project_id AS "projectId", sequence, at, actor_kind AS "actorKind", actor_id AS "actorId",
           actor_name AS "actorName", origin, act, target_kind AS "targetKind", target_key AS "targetKey",
           environment, before, after, reason, request_id AS "requestId", previous, hash
    FROM (${Prisma.join(candidates, " UNION ALL ")}) e WHERE ${Prisma.join([Prisma.sql`TRUE`, ...rest], " AND ")}
    ORDER BY sequence DESC LIMIT ${limit + 1}`;
  if (rows.length > limit) return { rows: rows.slice(0, limit), nextCursor: String(rows[limit - 1]?.sequence) };
  if (rest.length === 0) return { rows, nextCursor: null };

  const lasts = branches.map(
    (branch) =>
      Prisma.sql`(SELECT sequence FROM audit_events WHERE ${within} AND ${branch} ORDER BY sequence DESC OFFSET ${each - 1} LIMIT 1)`,
  );
  const [reached] = await db.$queryRaw<{ sequence: number | null }[]>`
    SELECT max(sequence) AS sequence FROM (${Prisma.join(lasts, " UNION ALL ")}) l`;
  const last = reached?.sequence ?? null;
  // One branch may have come further than another: the next page finds again what lies below.
  return { rows: rows.filter(({ sequence }) => sequence >= (last ?? 0)), nextCursor: last === null ? null : String(last) };
}

type Part = { branches: Prisma.Sql[]; all: Prisma.Sql };

/** Every filter as its index answers it, the narrowest first. */
async function searchFor(context: ProjectContext, filter: AuditFilter): Promise<Search> {
  const { actor, act } = filter;
  const is = (column: string, value: string | undefined): Part[] => {
    const condition = Prisma.sql`${Prisma.raw(column)} = ${value}`;
    return value === undefined ? [] : [{ branches: [condition], all: condition }];
  };
  const acts = act === undefined ? [] : await actsThatBegin(context, act);
  const parts: Part[] = [
    ...is("target_key", filter.targetKey),
    ...(filter.pending === undefined ? [] : [{ branches: [UNEXPLAINED], all: UNEXPLAINED }]),
    ...(actor === undefined
      ? []
      : [
          {
            branches: [Prisma.sql`actor_id = ${actor}`, Prisma.sql`actor_name = ${actor} AND actor_id <> ${actor}`],
            all: Prisma.sql`${actor} IN (actor_id, actor_name)`,
          },
        ]),
    ...(act === undefined
      ? []
      : [{ branches: acts.map((each) => Prisma.sql`act = ${each}`), all: Prisma.sql`starts_with(act, ${act})` }]),
    ...is("target_kind", filter.targetKind),
    ...is("environment", filter.environment),
    ...is("actor_kind", filter.actorKind),
  ];
  const [lead, ...others] = parts;
  const rest = [...others.map(({ all }) => all), ...visible(context), ...unindexed(filter)];
  return { branches: lead ? lead.branches : [Prisma.sql`TRUE`], rest };
}

// Written out: Postgres uses the index of such events only where it sees the act.
const UNEXPLAINED = Prisma.sql`act = ${Prisma.raw(`'${NEEDS_REASON}'`)} AND reason IS NULL`;
const IS_REASON = Prisma.raw(`given.act = '${REASON_ACT}'`);

function unindexed({ from, to, pending, text }: AuditFilter): Prisma.Sql[] {
  const parts: Prisma.Sql[] = [];
  if (from !== undefined) parts.push(Prisma.sql`at >= ${from}`);
  if (to !== undefined) parts.push(Prisma.sql`at < ${to}`);
  if (pending !== undefined)
    // Asked of one event after the other until the page is full: as NOT EXISTS it is joined with all that ever explained.
    parts.push(Prisma.sql`(
      SELECT given.sequence FROM audit_events given
      WHERE given.project_id = e.project_id AND ${IS_REASON} AND given.target_key = e.sequence::text LIMIT 1) IS NULL`);
  if (text !== undefined) {
    const said = Prisma.sql`concat_ws(' ', act, target_key, actor_name, reason, before::text, after::text)`;
    parts.push(Prisma.sql`strpos(lower(${said}), lower(${text})) > 0`);
  }
  return parts;
}

/** maySee(), asked in the database. */
function visible({ project: { environmentKey } }: ProjectContext): Prisma.Sql[] {
  if (environmentKey === null) return [];
  const kinds = [...PLAN_KINDS];
  return [Prisma.sql`(environment = ${environmentKey} OR environment IS NULL AND target_kind = ANY(${kinds}))`];
}

/** The acts of the project's log with that beginning: all there are, each one step through their index. */
async function actsThatBegin({ db, project }: ProjectContext, beginning: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ act: string }[]>`
    WITH RECURSIVE acts AS (
      (SELECT act FROM audit_events WHERE project_id = ${project.id}::uuid ORDER BY act LIMIT 1)
      UNION ALL
      SELECT (SELECT e.act FROM audit_events e WHERE e.project_id = ${project.id}::uuid AND e.act > a.act ORDER BY e.act LIMIT 1)
      FROM acts a WHERE a.act IS NOT NULL)
    SELECT act FROM acts WHERE starts_with(act, ${beginning})`;
  return rows.map(({ act }) => act);
}

/** Where in the chain a stretch of time can lie. */
async function bounds({ db, project }: ProjectContext, { from, to }: AuditFilter): Promise<Prisma.Sql> {
  if (from === undefined && to === undefined) return Prisma.sql`TRUE`;
  const [span] = await db.$queryRaw<{ first: number | null; last: number | null }[]>`
    SELECT min(span) AS first, max(span) AS last FROM audit_spans
    WHERE project_id = ${project.id}::uuid AND (${from ?? null}::timestamptz IS NULL OR latest >= ${from ?? null})
      AND (${to ?? null}::timestamptz IS NULL OR earliest < ${to ?? null})`;
  if (!span || span.first === null || span.last === null) return Prisma.sql`FALSE`;
  return Prisma.sql`sequence >= ${span.first * SPAN} AND sequence < ${(span.last + 1) * SPAN}`;
}
