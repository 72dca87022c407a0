import { randomBytes } from "node:crypto";
import pg from "pg";
import type { ProjectContext } from "../lib/platform/context.ts";
import { listRecoveries } from "../lib/switches/reads/recovery.ts";
import type { RecoveryView } from "../lib/switches/schema/recovery.ts";

export type Copy = {
  /** Puts the copy in the database's place: as the same one set back, or as another that was filled from it. */
  restore: (as: "same" | "another") => Promise<void>;
  drop: () => Promise<void>;
};

/** A copy of a database as it is now. Connections to it are cut for a moment. */
export async function copyOf(url: string): Promise<Copy> {
  const name = new URL(url).pathname.slice(1);
  const copy = `copy_${randomBytes(6).toString("hex")}`;
  const server = new URL(url);
  server.pathname = "/postgres";
  const admin = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: server.href });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const oid = async () => {
    const client = new pg.Client({ connectionString: server.href });
    await client.connect();
    const { rows } = await client.query("SELECT oid FROM pg_database WHERE datname = $1", [name]);
    await client.end();
    return rows[0].oid;
  };
  const alone = [
    `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
  ];
  await admin(...alone, `CREATE DATABASE ${copy} TEMPLATE ${name}`, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  return {
    restore: async (as) => {
      const same = as === "same" ? ` OID ${await oid()}` : "";
      await admin(`DROP DATABASE ${name} WITH (FORCE)`, `CREATE DATABASE ${name} TEMPLATE ${copy}${same}`);
    },
    drop: () => admin(`DROP DATABASE IF EXISTS ${copy} WITH (FORCE)`),
  };
}

/** What a restore still asks for in one environment; none when nothing. */
export async function recoveriesIn(context: ProjectContext, environment: string): Promise<RecoveryView[]> {
  return (await listRecoveries(context)).filter((one) => one.environment === environment);
}
