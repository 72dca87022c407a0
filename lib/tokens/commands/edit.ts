import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { record } from "../../audit/commands.ts";
import { authorise, inTransaction, lockProject, type ProjectContext } from "../../platform/context.ts";
import { notFound, refused } from "../../platform/errors.ts";
import { hashSecret } from "../../platform/identity.ts";
import { isId } from "../../platform/ids.ts";
import { announceTokens } from "../../snapshot/commands/publish.ts";
import { archivedEnvironment } from "../../switches/reads/archived.ts";
import { type TokenRow, tokenRow, tokenView } from "../reads/views.ts";
import type { revokeQuerySchema, rotateBodySchema, TokenCreated, TokenView, tokenBodySchema } from "../schema.ts";

/**
 * Makes a token for one environment. The secret is in the answer and nowhere else. What a token makes ends with it:
 * without a life of its own then, and a longer one is refused.
 */
export async function createToken(context: ProjectContext, input: z.infer<typeof tokenBodySchema>): Promise<TokenCreated> {
  authorise(context, "token.edit");
  const { name, scopes, expiresInSeconds } = input;
  return inTransaction(context, async (inside) => {
    const { db, project, now } = inside;
    await lockProject(inside);
    const environment = await db.environment.findUnique({
      where: { projectId_key: { projectId: project.id, key: input.environment } },
    });
    if (!environment) throw notFound("environment");
    if (environment.archivedAt) throw refused([archivedEnvironment(environment.key)]);
    authorise(inside, "token.edit", environment.id);
    const wanted = expiresInSeconds === undefined ? null : new Date(now.getTime() + expiresInSeconds * 1000);
    const end = await endOfMaker(inside);
    if (wanted && end && wanted > end) throw outlives(end);
    const expiresAt = wanted ?? end;
    const created = await store(inside, { name, scopes, environmentId: environment.id, expiresAt });
    await recordCreation(inside, "token.create", created);
    return created;
  });
}

const IN_USE_MS = 86_400_000;

/**
 * Ends a token at once. Revoking it again changes nothing. One that was used in the last 24 hours is refused
 * unless `confirm` is its name.
 */
export async function revokeToken(
  context: ProjectContext,
  input: { token: string } & z.infer<typeof revokeQuerySchema>,
): Promise<void> {
  authorise(context, "token.edit");
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const row = await editable(inside, input.token);
    const used = row.lastUsedAt !== null && now.getTime() - row.lastUsedAt.getTime() < IN_USE_MS;
    if (used && row.revokedAt === null && input.confirm !== row.name) throw inUse(row);
    const { count } = await db.apiToken.updateMany({ where: { id: row.id, revokedAt: null }, data: { revokedAt: now } });
    if (count !== 1) return;
    await announceTokens(inside);
    await record(inside, {
      act: "token.revoke",
      targetKind: "token",
      targetKey: row.id,
      environment: row.environment?.key,
      before: { name: row.name, state: tokenView(row, now).state },
      after: { name: row.name, state: "revoked" },
    });
  });
}

/**
 * Makes a successor with the same name, scopes and length of life; the old secret stays good for the overlap. One
 * that a token makes ends with it at the latest.
 */
export async function rotateToken(
  context: ProjectContext,
  input: { token: string } & z.infer<typeof rotateBodySchema>,
): Promise<TokenCreated & { previous: TokenView }> {
  authorise(context, "token.edit");
  return inTransaction(context, async (inside) => {
    const { db, now } = inside;
    const row = await editable(inside, input.token);
    const makersEnd = await endOfMaker(inside);
    const end = new Date(now.getTime() + input.overlapSeconds * 1000);
    const live = { id: row.id, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
    const { count } = await db.apiToken.updateMany({
      where: live,
      data: { expiresAt: row.expiresAt && row.expiresAt < end ? row.expiresAt : end },
    });
    if (count !== 1) throw notLive(row);
    const life = row.expiresAt && row.expiresAt.getTime() - row.createdAt.getTime();
    const expiresAt = earlier(life === null ? null : new Date(now.getTime() + life), makersEnd);
    const created = await store(inside, { ...row, expiresAt });
    const previous = tokenView(await tokenRow(inside, row.id), now);
    await recordCreation(inside, "token.rotate", created, { id: row.id, expiresAt: previous.expiresAt });
    return { ...created, previous };
  });
}

/** When the token that acts expires, as it was before it does anything; null for people and tokens without an end. */
async function endOfMaker({ db, actor }: ProjectContext): Promise<Date | null> {
  if (actor.kind !== "token" || !isId(actor.id)) return null;
  return (await db.apiToken.findUnique({ where: { id: actor.id }, select: { expiresAt: true } }))?.expiresAt ?? null;
}

function earlier(one: Date | null, other: Date | null): Date | null {
  return one && other ? (one < other ? one : other) : (one ?? other);
}

async function editable(context: ProjectContext, id: string): Promise<TokenRow> {
  const row = await tokenRow(context, id);
  authorise(context, "token.edit", row.environmentId ?? undefined);
  return row;
}

type NewToken = { name: string; scopes: string[]; environmentId: string | null; expiresAt: Date | null };

async function store(context: ProjectContext, token: NewToken): Promise<TokenCreated> {
  const { db, project, actor, now } = context;
  const secret = `sy_${randomBytes(32).toString("base64url")}`;
  const row = await db.apiToken.create({
    data: {
      projectId: project.id,
      environmentId: token.environmentId,
      name: token.name,
      scopes: token.scopes,
      expiresAt: token.expiresAt,
      prefix: secret.slice(0, 9),
      hash: hashSecret(secret),
      createdBy: actor.name,
      createdById: actor.id,
      createdAt: now,
    },
    include: { environment: { select: { key: true } } },
  });
  await announceTokens(context);
  return { ...tokenView(row, now), token: secret };
}

async function recordCreation(context: ProjectContext, act: string, created: TokenCreated, replaces?: object): Promise<void> {
  const { id, name, environment, scopes, expiresAt } = created;
  const after = { name, environment, scopes, expiresAt, ...(replaces ? { replaces } : {}) };
  await record(context, { act, targetKind: "token", targetKey: id, environment, before: null, after });
}

function inUse({ name, lastUsedAt }: TokenRow) {
  const message = `“${name}” was used in the last 24 hours; type its name to revoke it.`;
  return refused([{ rule: "confirm", message, detail: { lastUsedAt: lastUsedAt?.toISOString() ?? null } }]);
}

function outlives(end: Date) {
  const message = `The token that makes this one expires at ${end.toISOString()}; what it makes cannot last longer.`;
  return refused([{ rule: "outlives-maker", message, detail: { expiresAt: end.toISOString() } }]);
}

function notLive(row: TokenRow) {
  const message = `“${row.name}” has expired or was revoked; there is nothing to rotate. Make a new token.`;
  return refused([{ rule: "not-live", message, detail: {} }]);
}
