import { keepWithin, type ProjectContext } from "../platform/context.ts";
import { notFound } from "../platform/errors.ts";
import type { FreezeWindow, Prisma } from "../platform/generated/prisma/client.ts";
import { isId } from "../platform/ids.ts";
import type { WindowView } from "./schema.ts";

const WITH_ENVIRONMENT = { environment: { select: { key: true } } } satisfies Prisma.FreezeWindowInclude;
type Row = FreezeWindow & { environment: { key: string } | null };

/** Freeze windows by their beginning; those that ended only when asked for. */
export async function listWindows(
  context: ProjectContext,
  only: { environment?: string | undefined; past?: boolean } = {},
): Promise<WindowView[]> {
  const { db, project, now } = context;
  const own = project.environmentId;
  const rows = await db.freezeWindow.findMany({
    where: {
      projectId: project.id,
      ...(only.past ? {} : { endsAt: { gt: now } }),
      ...(only.environment === undefined
        ? {}
        : { OR: [{ environmentId: null }, { environment: { is: { key: only.environment } } }] }),
      ...(own === null ? {} : { AND: { OR: [{ environmentId: null }, { environmentId: own }] } }),
    },
    include: WITH_ENVIRONMENT,
    orderBy: [{ startsAt: "asc" }, { id: "asc" }],
  });
  return rows.map((row) => windowView(row, now));
}

/** One freeze window with its environment's id. Throws `not-found`, and `forbidden` for a token of another environment. */
export async function windowRow(context: ProjectContext, id: string): Promise<Row> {
  const { db, project } = context;
  const row = isId(id)
    ? await db.freezeWindow.findFirst({ where: { id, projectId: project.id }, include: WITH_ENVIRONMENT })
    : null;
  if (!row) throw notFound("freeze window");
  if (row.environmentId !== null) keepWithin(context, row.environmentId);
  return row;
}

export function windowView(row: Row, now: Date): WindowView {
  return {
    id: row.id,
    environment: row.environment?.key ?? null,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    reason: row.reason,
    open: row.startsAt <= now && now < row.endsAt,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
  };
}
