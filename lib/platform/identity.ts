import { createHash, randomUUID } from "node:crypto";
import { decode } from "next-auth/jwt";
import { type Act, type Role, roleAllows, roleOfScopes, type Scope } from "../core/access/policy.ts";
import type { Actor, Context, Origin, ProjectContext, ProjectScope } from "./context.ts";
import type { Db } from "./db.ts";
import { AppError, notFound } from "./errors.ts";
import { isId } from "./ids.ts";

/** Who is asking, found once a request from its session cookie or its bearer token. */
export type Identity =
  | { kind: "user"; userId: string; name: string; email: string; sessionVersion: number; sessionId?: string }
  | { kind: "token"; tokenId: string; name: string; role: Role; projectId: string | null; environmentId: string | null };

export const SESSION_COOKIES = ["__Secure-next-auth.session-token", "next-auth.session-token"];

export function hashSecret(secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(secret).digest());
}

/** Reads the signed session cookie; no database. Null when there is none or it does not verify. */
export async function identifySession(cookie: (name: string) => string | undefined): Promise<Identity | null> {
  const secret = process.env.NEXTAUTH_SECRET;
  if (!secret) return null;
  for (const name of SESSION_COOKIES) {
    const token = cookie(name);
    if (!token) continue;
    const claims = await decode({ token, secret }).catch(() => null);
    if (claims?.sub && typeof claims.sessionVersion === "number") {
      return {
        kind: "user",
        userId: claims.sub,
        name: claims.name ?? "",
        email: claims.email ?? "",
        sessionVersion: claims.sessionVersion,
        ...(typeof claims.sessionId === "string" ? { sessionId: claims.sessionId } : {}),
      };
    }
  }
  return null;
}

const LAST_USE_RESOLUTION_MS = 60_000;

/** Cookies from before sessions were stored name none; they end by their time or with the version. */
function sessionOf({ sessionId }: Identity & { kind: "user" }): string | null {
  return sessionId === undefined ? null : isId(sessionId) ? sessionId : NO_SESSION;
}
const NO_SESSION = "00000000-0000-0000-0000-000000000000";

/**
 * Finds a live token by its secret; null when unknown, expired or revoked. Throws `forbidden` when its scopes give it
 * no role and `accepted`, the scope that what is asked for takes besides, is not among them.
 */
export async function identifyToken(db: Db, secret: string, now: Date, accepted?: Scope): Promise<Identity | null> {
  const token = await db.apiToken.findUnique({ where: { hash: hashSecret(secret) } });
  if (!token || !isLive(token, now)) return null;
  const role = roleOfScopes(token.scopes, accepted);
  if (!role) {
    const enough = [...(accepted ? [accepted] : []), "operate", "manage"].join(" or ");
    throw new AppError("forbidden", `This token has no scope for this part of the management API; it needs ${enough}.`);
  }
  if (!token.lastUsedAt || now.getTime() - token.lastUsedAt.getTime() > LAST_USE_RESOLUTION_MS) {
    await db.apiToken.update({ where: { id: token.id }, data: { lastUsedAt: now } });
  }
  return {
    kind: "token",
    tokenId: token.id,
    name: token.name,
    role,
    projectId: token.projectId,
    environmentId: token.environmentId,
  };
}

export function actorOf(identity: Identity): Actor {
  return identity.kind === "user"
    ? { kind: "user", id: identity.userId, name: identity.name || identity.email }
    : { kind: "token", id: identity.tokenId, name: identity.name };
}

export function contextOf(identity: Identity, db: Db, now: Date, origin: Origin, requestId: string = randomUUID()): Context {
  return { db, actor: actorOf(identity), now, requestId, origin };
}

/** The signed-in user's row, or `unauthenticated` when the session was revoked meanwhile. */
export async function requireLiveUser(db: Db, identity: Identity & { kind: "user" }): Promise<{ id: string; isOwner: boolean }> {
  const session = sessionOf(identity);
  const [user] = await db.$queryRaw<(Standing & { id: string })[]>`
    SELECT u.id::text, u.session_version AS "sessionVersion", u.is_owner AS "isOwner", s.last_seen_at AS "seenAt"
    FROM users u LEFT JOIN sessions s ON s.id = ${session}::uuid AND s.user_id = u.id AND s.expires_at > now()
    WHERE u.id = ${identity.userId}::uuid`;
  return stillIn(db, user, identity);
}

type Standing = { sessionVersion: number; isOwner: boolean; seenAt: Date | null };

/** Throws `unauthenticated` unless the session goes on, and notes to the minute that it was seen. */
async function stillIn<T extends Standing>(db: Db, row: T | undefined, identity: Identity & { kind: "user" }): Promise<T> {
  const session = sessionOf(identity);
  if (row?.sessionVersion !== identity.sessionVersion || (session && !row.seenAt)) throw sessionEnded();
  if (session && row.seenAt && Date.now() - row.seenAt.getTime() > LAST_USE_RESOLUTION_MS) {
    await db.session.updateMany({ where: { id: session }, data: { lastSeenAt: new Date() } });
  }
  return row;
}

function sessionEnded(): AppError {
  return new AppError("unauthenticated", "Your session has ended. Sign in again.");
}

/** True for owners and the bootstrap token: they administer every project and may create new ones. */
export async function ownsEverything(db: Db, identity: Identity): Promise<boolean> {
  return identity.kind === "token"
    ? identity.projectId === null && identity.role === "admin"
    : (await requireLiveUser(db, identity)).isOwner;
}

/** Resolves a project the identity may see. `not-found` hides projects it may not. */
export async function projectContext(context: Context, identity: Identity, projectKey: string): Promise<ProjectContext> {
  const found = await (identity.kind === "user"
    ? seenByUser(context.db, identity, projectKey)
    : seenByToken(context.db, identity, projectKey));
  if (!found) throw notFound("project");
  return { ...context, project: found as ProjectScope };
}

type Seen = Pick<ProjectScope, "id" | "key" | "role" | "environmentId" | "environmentKey">;

async function seenByToken(db: Db, token: Identity & { kind: "token" }, key: string): Promise<Seen | null> {
  const { role, environmentId } = token;
  const [row] = await db.$queryRaw<{ id: string; key: string; environmentKey: string | null }[]>`
    SELECT p.id::text, p.key, e.key AS "environmentKey"
    FROM projects p LEFT JOIN environments e ON e.id = ${environmentId}::uuid WHERE p.key = ${key}`;
  return row && (token.projectId ?? row.id) === row.id ? { ...row, role, environmentId } : null;
}

/** The user, the project and the role in it, read at once: every request asks. */
async function seenByUser(db: Db, identity: Identity & { kind: "user" }, key: string): Promise<Seen | null> {
  type Row = Standing & { id: string | null; key: string; role: Role | null };
  const [found] = await db.$queryRaw<Row[]>`
    SELECT u.session_version AS "sessionVersion", u.is_owner AS "isOwner", s.last_seen_at AS "seenAt",
           p.id::text, p.key, m.role::text
    FROM users u LEFT JOIN projects p ON p.key = ${key} LEFT JOIN memberships m ON m.project_id = p.id AND m.user_id = u.id AND NOT m.pending
      LEFT JOIN sessions s ON s.id = ${sessionOf(identity)}::uuid AND s.user_id = u.id AND s.expires_at > now()
    WHERE u.id = ${identity.userId}::uuid`;
  const row = await stillIn(db, found, identity);
  const role = row.isOwner ? "admin" : row.role;
  return row.id !== null && role ? { id: row.id, key: row.key, role, environmentId: null, environmentKey: null } : null;
}

async function roleOfUser(db: Db, { id, isOwner }: { id: string; isOwner: boolean }, projectId: string): Promise<Role | null> {
  if (isOwner) return "admin";
  const membership = await db.membership.findUnique({ where: { projectId_userId: { projectId, userId: id } } });
  return membership && !membership.pending ? membership.role : null;
}

/**
 * Whether the person or token that once spoke with this id could do the same now: still here, still with the role,
 * and a token not revoked, expired or another environment's. Whether a session ended meanwhile does not matter.
 */
export async function mayStill(
  { db, project, now }: ProjectContext,
  id: string,
  act: Act,
  environmentId: string,
): Promise<boolean> {
  if (!isId(id)) return false;
  const user = await db.user.findUnique({ where: { id }, select: { id: true, isOwner: true } });
  const token = user ? null : await db.apiToken.findUnique({ where: { id } });
  const reaches = token !== null && isLive(token, now) && [project.id, null].includes(token.projectId);
  const role = user
    ? await roleOfUser(db, user, project.id)
    : reaches && [environmentId, null].includes(token.environmentId)
      ? roleOfScopes(token.scopes)
      : null;
  return role !== null && roleAllows(role, act);
}

function isLive({ revokedAt, expiresAt }: { revokedAt: Date | null; expiresAt: Date | null }, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}
