import { createFirstAdminLink, ensureFirstAdmin } from "../../lib/members/commands/first-admin.ts";
import { connect } from "../../lib/platform/db.ts";
import { ensureBootstrapToken } from "../../lib/tokens/commands/bootstrap.ts";

export type Access = { admin: { email: string; password: string } | null; token: string | null };

/** Lets the first admin and the bootstrap token in. Answers the secret of a set-up link while nobody administers. */
export async function prepareAccess(databaseUrl: string, { admin, token }: Access): Promise<string | null> {
  const { db, close } = connect(databaseUrl, { max: 2 });
  const now = new Date();
  try {
    if (token) await ensureBootstrapToken(db, token, now);
    if (admin) await ensureFirstAdmin(db, admin);
    return await createFirstAdminLink(db, now);
  } finally {
    await close();
  }
}
