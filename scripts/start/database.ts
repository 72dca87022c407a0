import pg from "pg";
import { ensureDatabase, type PostgresServer, startPostgres } from "../postgres.ts";
import { Problem } from "../setup/problem.mjs";

const OLDEST_VERSION = 150_000;
const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_|CERT_|ERR_TLS_CERT/;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 15_000;

export type EmbeddedDatabase = { url: (database: string) => string; port: number; stop: () => Promise<void> };

/** The embedded server with its database, kept running: when it dies it is started again on the same port. */
export async function keepPostgres(home: string, password: string, notice: (line: string) => void): Promise<EmbeddedDatabase> {
  let server = await startPostgres({ home, password }).catch((error: NodeJS.ErrnoException) => {
    throw error.code ? error : new Problem(error.message);
  });
  let stopping = false;
  let pauseMs = FIRST_PAUSE_MS;
  let reviving: Promise<unknown> = Promise.resolve();
  await ensureDatabase(server, "switchyard");

  async function watch(watched: PostgresServer): Promise<void> {
    const lastWords = await watched.ended;
    if (stopping) return;
    notice(`postgres ended (${lastWords}); starting it again`);
    const revival = revive();
    reviving = revival;
    server = await revival;
    if (stopping) return;
    notice("postgres is back");
    watch(server);
  }

  async function revive(): Promise<PostgresServer> {
    for (;;) {
      await new Promise((done) => setTimeout(done, pauseMs));
      if (stopping) return server;
      try {
        const revived = await startPostgres({ home, password, port: server.port });
        pauseMs = FIRST_PAUSE_MS;
        return revived;
      } catch (error) {
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        notice((error as Error).message);
      }
    }
  }

  watch(server);
  return {
    url: server.url,
    port: server.port,
    stop: async () => {
      stopping = true;
      // One that is just coming back would otherwise be left running.
      await reviving;
      await server.stop();
    },
  };
}

/** Throws a Problem in one line unless a Postgres that will do answers there. The password is never part of it. */
export async function requireDatabase(url: string, name = "DATABASE_URL"): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; schema: string | null; path: string }>(
      `SELECT current_setting('server_version_num')::int AS version, current_schema AS schema, current_setting('search_path') AS path`,
    );
    const [{ version, schema, path } = { version: 0, schema: null, path: "" }] = rows;
    if (version < OLDEST_VERSION) throw new Problem(`${name}: Postgres 15 or newer is needed.`);
    if (schema !== "public")
      throw new Problem(
        `${name}: the tables are kept in the schema public, and this user's search_path (${path}) leads ${schema ? `to ${schema}` : "to no schema that exists"}. ALTER ROLE … SET search_path = public puts it right.`,
      );
  } catch (error) {
    throw error instanceof Problem ? error : new Problem(`${name}: ${reasonFor(error, url)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Throws what kept a migration from running; as a Problem where the database's owner can put it right. */
export function explainMigration(error: { code?: string; cause?: { code?: string }; message: string }): never {
  if ((error.code ?? error.cause?.code) !== "42501") throw error;
  throw new Problem(
    `The database's user may not do what a migration needs (${error.message}). GRANT CREATE ON SCHEMA public TO that user lets it, or make it the owner of the database.`,
  );
}

function reasonFor(error: unknown, url: string): string {
  const { hostname, port, pathname, username, searchParams } = new URL(url);
  const place = `${hostname}:${port || 5432}`;
  const { code, message } = error as { code?: string; message: string };
  if (code === "ECONNREFUSED") return `nothing answers at ${place}.`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `there is no host ${hostname}.`;
  if (code === "28P01" || code === "28000")
    return `${place} does not let ${username || "this user"} in; check user and password.`;
  if (code === "3D000") return `there is no database ${pathname.slice(1)} at ${place}; create it first.`;
  if (code !== undefined && CERTIFICATE.test(code)) return `${place} shows ${faultOfCertificate(code, searchParams)}`;
  if (/does not support SSL/i.test(message)) return `${place} speaks no TLS; sslmode=disable goes without.`;
  if (/timeout/i.test(message)) return `${place} does not answer.`;
  return `${place}: ${message}`;
}

/** What about it does not satisfy the sslmode that was asked for, and which one it would. */
function faultOfCertificate(code: string, asked: URLSearchParams): string {
  const mode = `sslmode=${asked.get("sslmode") ?? "verify-full"}`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `a certificate of another name, which ${mode} refuses; sslmode=verify-ca asks only who signed it.`;
  const others = asked.has("sslrootcert")
    ? "sslrootcert names somebody else; without it, sslmode=require asks for none."
    : "sslrootcert=… in the address names who did, sslmode=require asks for none.";
  return `a certificate that nobody known signed (${code}); with ${mode}, ${others}`;
}
