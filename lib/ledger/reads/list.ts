import type { z } from "zod";
import { environmentRow } from "../../environments/reads.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { decodeCursor, encodeCursor } from "../../platform/cursor.ts";
import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type LedgerEntryView, type LedgerList, ledgerPlaceSchema, type ledgerQuerySchema } from "../schema.ts";

type Row = Omit<LedgerEntryView, "failedAt" | "resolvedAt"> & { failedAt: Date; resolvedAt: Date | null };

/** Entries of an environment: those that wait for a repair oldest first, the resolved ones newest first. */
export async function listLedger(context: ProjectContext, query: z.infer<typeof ledgerQuerySchema>): Promise<LedgerList> {
  const { db } = context;
  const environment = await environmentRow(context, query.environment);
  const ofModule = query.module === undefined ? Prisma.empty : Prisma.sql`AND m.key = ${query.module}`;
  const entries = Prisma.sql`ledger_entries l JOIN modules m ON m.id = l.module_id
    WHERE l.environment_id = ${environment.id}::uuid ${ofModule}`;
  const open = query.state === "open";
  const at = open ? Prisma.sql`l.failed_at` : Prisma.sql`l.resolved_at`;
  const place = Prisma.sql`(${at}, m.key, l.store, l.key)`;
  const after =
    query.cursor === undefined ? Prisma.empty : Prisma.sql`AND ${place} ${open ? GREATER : LESS} ${placeOf(query.cursor)}`;
  const rows = await db.$queryRaw<Row[]>`
    SELECT m.key AS module, l.store, l.key, l.subject, l.operation, l.service, l.sequence, l.attempts, l.error,
           l.failed_at AS "failedAt", l.resolved_at AS "resolvedAt", l.resolved_by AS "resolvedBy"
    FROM ${entries} AND l.resolved_at IS ${open ? NULL : NOT_NULL} ${after}
    ORDER BY ${open ? Prisma.sql`${at}, m.key, l.store, l.key` : Prisma.sql`${at} DESC, m.key DESC, l.store DESC, l.key DESC`}
    LIMIT ${query.limit + 1}`;
  const [count] = await db.$queryRaw<{ open: number }[]>`SELECT count(*)::int AS open FROM ${entries} AND l.resolved_at IS NULL`;
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  return { items: items.map(view), nextCursor: last ? cursorOf(last, open) : null, open: count?.open ?? 0 };
}

const [GREATER, LESS, NULL, NOT_NULL] = [Prisma.sql`>`, Prisma.sql`<`, Prisma.sql`NULL`, Prisma.sql`NOT NULL`];

function view(row: Row): LedgerEntryView {
  return { ...row, failedAt: row.failedAt.toISOString(), resolvedAt: row.resolvedAt?.toISOString() ?? null };
}

function cursorOf({ failedAt, resolvedAt, module, store, key }: Row, open: boolean): string {
  return encodeCursor([open ? failedAt : resolvedAt, module, store, key]);
}

function placeOf(cursor: string): Prisma.Sql {
  const [at, module, store, key] = decodeCursor(cursor, ledgerPlaceSchema);
  return Prisma.sql`(${new Date(at)}::timestamptz, ${module}, ${store}, ${key})`;
}
