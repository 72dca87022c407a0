import type { Pool } from "pg";

/** What the dataplane knows of a token; never its secret. */
export type DataplaneToken = {
  id: string;
  /** SHA-256 of the secret, hex. */
  hash: string;
  /** Null for a token that belongs to no environment; it reads nothing there. */
  environmentId: string | null;
  scopes: string[];
  /** Epoch milliseconds; null when it does not expire. */
  expiresAt: number | null;
};

/** Every token that is neither revoked nor long expired. */
export async function liveDataplaneTokens(pool: Pool): Promise<DataplaneToken[]> {
  const { rows } = await pool.query<DataplaneToken>(LIVE);
  return rows;
}

const LIVE = {
  text: `SELECT id, encode(hash, 'hex') AS hash, environment_id AS "environmentId", scopes,
                (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAt"
         FROM api_tokens WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now() - interval '1 day')
         ORDER BY id`,
  query_timeout: 4000,
};
