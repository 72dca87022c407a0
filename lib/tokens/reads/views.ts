import { SCOPES } from "../../core/access/policy.ts";
import { keepWithin, ownEnvironment, type ProjectContext } from "../../platform/context.ts";
import { notFound } from "../../platform/errors.ts";
import type { ApiToken } from "../../platform/generated/prisma/client.ts";
import { isId } from "../../platform/ids.ts";
import type { TokenView } from "../schema.ts";

export type TokenRow = ApiToken & { environment: { key: string } | null };

/** Tokens of the project, newest first. */
export async function listTokens(context: ProjectContext): Promise<TokenView[]> {
  const { db, project, now } = context;
  const rows = await db.apiToken.findMany({
    where: { projectId: project.id, ...ownEnvironment(context) },
    include: { environment: { select: { key: true } } },
    orderBy: { id: "desc" },
  });
  return rows.map((row) => tokenView(row, now));
}

/** One token. Throws `not-found`. */
export async function readToken(context: ProjectContext, id: string): Promise<TokenView> {
  return tokenView(await tokenRow(context, id), context.now);
}

/** The stored row. Throws `not-found`, and `forbidden` for a token of another environment. */
export async function tokenRow(context: ProjectContext, id: string): Promise<TokenRow> {
  const { db, project } = context;
  const row = isId(id)
    ? await db.apiToken.findUnique({
        where: { id, projectId: project.id },
        include: { environment: { select: { key: true } } },
      })
    : null;
  if (!row) throw notFound("token");
  if (row.environmentId !== null) keepWithin(context, row.environmentId);
  return row;
}

export function tokenView(row: TokenRow, now: Date): TokenView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    environment: row.environment?.key ?? "",
    scopes: SCOPES.filter((scope) => row.scopes.includes(scope)),
    state: stateOf(row, now),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

function stateOf(row: ApiToken, now: Date): TokenView["state"] {
  if (row.revokedAt) return "revoked";
  return row.expiresAt && row.expiresAt <= now ? "expired" : "live";
}
