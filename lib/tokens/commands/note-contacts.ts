import type { Pool } from "pg";
import type { Db } from "../../platform/db.ts";
import type { ContactKind } from "../schema.ts";

/** The last time a token read or sent something; `at` in epoch milliseconds. */
export type StoredContact = { tokenId: string; environmentId: string; kind: ContactKind; name: string; at: number };

const KEPT_DAYS = 30;

/** Stores when tokens were heard last; never moves a time back, and repeating a write changes nothing. Those of deleted tokens are left out. */
export async function noteContacts(pool: Pool, contacts: readonly StoredContact[]): Promise<void> {
  if (contacts.length === 0) return;
  await pool.query(
    `INSERT INTO token_contacts AS c (token_id, kind, name, at)
     SELECT u.token_id, u.kind, u.name, max(u.at)
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS u(token_id, kind, name, at)
     WHERE EXISTS (SELECT FROM api_tokens t WHERE t.id = u.token_id)
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
     ON CONFLICT (token_id, kind, name) DO UPDATE SET at = EXCLUDED.at WHERE c.at < EXCLUDED.at`,
    [
      contacts.map(({ tokenId }) => tokenId),
      contacts.map(({ kind }) => kind),
      contacts.map(({ name }) => name),
      contacts.map(({ at }) => new Date(at)),
    ],
  );
}

/** Forgets who was not heard for a month. Answers how many. */
export async function expireContacts(db: Db, now: Date): Promise<number> {
  const { count } = await db.tokenContact.deleteMany({ where: { at: { lt: new Date(now.getTime() - KEPT_DAYS * 86_400_000) } } });
  return count;
}
