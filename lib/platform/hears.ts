import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import pg from "pg";

const ARRIVES_WITHIN_MS = 2000;
const PATIENCE = { connectionTimeoutMillis: 3000, query_timeout: 3000 };

/**
 * Whether a connection to `url` hears what another one tells. A pooler of transactions takes LISTEN as well, and then
 * hands the connection that listens to others. True where nobody can be asked.
 */
export async function hearsThrough(url: string): Promise<boolean> {
  const channel = `switchyard_${randomUUID().replaceAll("-", "")}`;
  const [listener, teller] = [0, 1].map(() => new pg.Client({ connectionString: url, ...PATIENCE })) as [pg.Client, pg.Client];
  for (const client of [listener, teller]) client.on("error", () => undefined);
  const heard = new Promise<boolean>((resolve) => {
    listener.on("notification", () => resolve(true));
  });
  const over = new AbortController();
  try {
    await listener.connect();
    await listener.query(`LISTEN ${channel}`);
    await teller.connect();
    await teller.query(`NOTIFY ${channel}`);
    return await Promise.race([heard, setTimeout(ARRIVES_WITHIN_MS, false, { signal: over.signal })]);
  } catch {
    return true;
  } finally {
    over.abort();
    await listener.query(`UNLISTEN ${channel}`).catch(() => undefined);
    await Promise.all([listener, teller].map((client) => client.end().catch(() => undefined)));
  }
}
