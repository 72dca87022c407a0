import type { Context } from "../platform/context.ts";
import { AppError } from "../platform/errors.ts";
import { type Identity, requireLiveUser } from "../platform/identity.ts";
import type { SessionView } from "./schema.ts";

/** Where the person is signed in, newest first. Throws `forbidden` for a token. */
export async function listSessions({ db, now }: Context, identity: Identity): Promise<SessionView[]> {
  const person = requirePerson(identity);
  const { id } = await requireLiveUser(db, person);
  const rows = await db.session.findMany({
    where: { userId: id, expiresAt: { gt: now } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return rows.map((row) => ({
    id: row.id,
    device: row.device,
    current: row.id === person.sessionId,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

export function requirePerson(identity: Identity): Identity & { kind: "user" } {
  if (identity.kind === "user") return identity;
  throw new AppError("forbidden", "Sessions are those of people; a token has none.");
}
