import { type Connection, connect } from "./db.ts";
import { databaseUrl, readEnv } from "./env.ts";

const held = globalThis as typeof globalThis & { switchyardConnection?: Connection };

/** The web process's one connection. Next bundles routes apart and reloads modules, so it hangs on globalThis. */
export function connection(): Connection {
  held.switchyardConnection ??= connect(databaseUrl(readEnv()), { max: 20, queryTimeoutMs: 8000, lockTimeoutMs: 5000 });
  return held.switchyardConnection;
}
