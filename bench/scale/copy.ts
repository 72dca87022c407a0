import { rmSync } from "node:fs";
import { join } from "node:path";
import { query } from "../lab/query.ts";

type Table = { name: string; columns: string[]; sequence: string | null; counted: string | null };

/**
 * Fills a database with what another of the same server holds: of every table that both have, the columns that both
 * have. For builds of different ages, each after its own migrations.
 */
export async function copyCommon(from: string, to: string, say: (text: string) => void): Promise<void> {
  for (const { statement } of await query<{ statement: string }>(from, PARTITIONS)) await query(to, statement);
  const known = new Map((await query<Table>(from, TABLES)).map((table) => [table.name, table.columns]));
  const tables = (await query<Table>(to, TABLES)).filter(({ name }) => known.has(name));
  // By its projects it is told whether a database was filled, so they come last.
  tables.sort((a, b) => Number(a.name === "projects") - Number(b.name === "projects"));
  await query(
    to,
    `SET session_replication_role = replica; TRUNCATE ${tables.map(({ name }) => quoted(name)).join(", ")} CASCADE`,
  );
  const [folder] = await query<{ data_directory: string }>(to, "SHOW data_directory");
  const file = join(folder?.data_directory ?? "", "copied.bin");
  for (const { name, columns, sequence, counted } of tables) {
    const both = columns.filter((column) => known.get(name)?.includes(column));
    const list = both.map(quoted).join(", ");
    await query(from, `COPY (SELECT ${list} FROM ${quoted(name)}) TO '${file}' (FORMAT binary)`);
    // What refers to what need not be asked again: it was held to that where it comes from.
    await query(to, `SET session_replication_role = replica; COPY ${quoted(name)} (${list}) FROM '${file}' (FORMAT binary)`);
    if (sequence && counted)
      await query(to, `SELECT setval('${sequence}', (SELECT max(${quoted(counted)}) + 1 FROM ${quoted(name)}))`);
    rmSync(file, { force: true });
  }
  say(`${tables.length} tables copied`);
  await query(to, "VACUUM ANALYZE");
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Makes each partition as it is there, unless there is one. */
const PARTITIONS = `
  SELECT format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I %s', c.relname, p.relname, pg_get_expr(c.relpartbound, c.oid)) AS statement
  FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`;

/** Whatever holds rows; notes on migrations are each build's own. */
const TABLES = `
  SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '') AS columns,
         max(pg_get_serial_sequence(quote_ident(c.relname), a.attname)) AS sequence,
         max(a.attname::text) FILTER (WHERE pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL) AS counted
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '%migrations%'
  GROUP BY c.relname ORDER BY c.relname`;
