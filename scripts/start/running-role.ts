import { randomBytes } from "node:crypto";
import pg from "pg";
import { Problem } from "../setup/problem.mjs";

/**
 * The role the product runs as where tables belong to another one: it reads and writes rows, and can neither rewrite
 * history nor switch off what keeps it. See docs/decisions/047-two-roles.md.
 */
export const RUNNING_ROLE = "switchyard_app";

/** Rows of these are only ever added. */
const APPEND_ONLY = ["audit_events", "switch_changes"];
/** Made and dropped in parts while the product runs, so they belong to whoever runs it. */
const IN_PARTS = ["measurements_10s", "measurements_1m", "measurements_1h", "operation_counts"];
/** What those refer to. */
const REFERRED = ["measurement_series", "environments", "modules"];

/** Makes the role where it is missing and gives it a new password, which is kept nowhere. Answers an address that signs in as it. */
export async function renewRunningRole(ownerUrl: string): Promise<string> {
  const password = randomBytes(32).toString("base64url");
  await signedIn(ownerUrl, async (client) => {
    const found = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [RUNNING_ROLE]);
    const verb = found.rowCount === 0 ? "CREATE" : "ALTER";
    await client.query(`${verb} ROLE ${RUNNING_ROLE} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  });
  const url = new URL(ownerUrl);
  url.username = RUNNING_ROLE;
  url.password = password;
  return url.href;
}

/** Lets `role` run the product on the tables of whoever `ownerUrl` signs in as: after every migration, in one transaction. */
export async function letRun(ownerUrl: string, role: string): Promise<void> {
  await signedIn(ownerUrl, async (client) => {
    const name = client.escapeIdentifier(role);
    await client.query("BEGIN");
    await client.query(`
      GRANT USAGE, CREATE ON SCHEMA public TO ${name};
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${name};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ${(await tables(client)).join(", ")} TO ${name};
      GRANT SELECT, INSERT ON ${APPEND_ONLY.join(", ")} TO ${name};
      GRANT REFERENCES ON ${REFERRED.join(", ")} TO ${name}`);
    for (const table of await inParts(client, role)) await client.query(`ALTER TABLE ${table} OWNER TO ${name}`);
    await client.query("COMMIT");
  });
}

/** Throws a Problem unless the tables are there for whoever `url` signs in as, and are somebody else's. */
export async function requireApart(url: string): Promise<void> {
  await signedIn(url, async (client) => {
    const { rows } = await client.query<{ owns: boolean }>(
      "SELECT pg_has_role(relowner, 'MEMBER') AS owns FROM pg_class WHERE oid = to_regclass('public.audit_events')",
    );
    const [table] = rows;
    if (!table) throw new Problem("OWNER_URL: leads to another database than DATABASE_URL.");
    if (table.owns)
      throw new Problem(
        "OWNER_URL: the user of DATABASE_URL owns the tables, or may become who does, so nothing keeps it from rewriting history. Give the tables to the owner (REASSIGN OWNED BY … TO …), or leave OWNER_URL out.",
      );
  });
}

/** Every table but those that nobody may rewrite, and Prisma's own. */
async function tables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE')
       AND c.relname <> ALL ($1)`,
    [[...APPEND_ONLY, "_prisma_migrations"]],
  );
  return rows.map(({ name }) => name);
}

/** The tables in parts with those parts, as far as they belong to somebody else than `role`. */
async function inParts(client: pg.Client, role: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
     WHERE o.rolname <> $2 AND c.oid IN (SELECT relid FROM unnest($1::regclass[]) t, pg_partition_tree(t))`,
    [IN_PARTS, role],
  );
  return rows.map(({ name }) => name);
}

async function signedIn(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
