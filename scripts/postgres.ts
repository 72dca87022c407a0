import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import pg from "pg";
import { accountFor, type Binaries, findBinaries, type RunAs } from "./postgres-binaries.ts";
import { command, explain, identity, launch, type PostgresProcess } from "./postgres-process.ts";

const USER = "switchyard";

export type PostgresOptions = {
  /** Folder that gets `postgres` (the data), `postgres.port` and `postgres.log`. */
  home: string;
  /** Password of the superuser; without one every local connection is trusted. */
  password?: string;
  /** A fixed port; otherwise the one used last, or a free one. */
  port?: number;
  /** False for throw-away data: nothing is forced to disk. */
  durable?: boolean;
  maxConnections?: number;
};

export type PostgresServer = PostgresProcess & { port: number; url: (database: string) => string };

/**
 * Starts the embedded server, creating its data first when there is none and clearing away what an earlier,
 * killed start left behind. It listens on 127.0.0.1 only and goes away with this process.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const home = resolve(options.home);
  mkdirSync(home, { recursive: true });
  const data = join(home, "postgres");
  const binaries = findBinaries();
  const account = accountFor(binaries, data);
  if (!holdsData(data)) createData(binaries, account, home, data, options);
  await clearLeftovers(data);

  const port = options.port ?? (await choosePort(join(home, "postgres.port")));
  const started = await launch({
    binaries,
    account,
    data,
    logFile: join(home, "postgres.log"),
    settings: settings(port, options),
  });
  const credentials = options.password ? `${USER}:${encodeURIComponent(options.password)}` : USER;
  return { ...started, port, url: (database) => `postgres://${credentials}@127.0.0.1:${port}/${database}` };
}

function settings(port: number, { maxConnections = 100, durable = true }: PostgresOptions): Record<string, string | number> {
  return {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: maxConnections,
    shared_buffers: "64MB",
    max_wal_size: "256MB",
    timezone: "UTC",
    log_timezone: "UTC",
    log_checkpoints: "off",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
}

/** Creates the database unless it is there. */
export async function ensureDatabase(server: PostgresServer, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** Throws when there is something in the folder that is not ours to replace, or that cannot be looked at. */
function holdsData(data: string): boolean {
  if (!existsSync(data)) return false;
  const names = readdirSync(data);
  if (names.length > 0 && !names.includes("PG_VERSION"))
    throw new Error(`${data} is not a Postgres data folder. Move it away, or set SWITCHYARD_HOME.`);
  return names.length > 0;
}

function createData(binaries: Binaries, account: RunAs, home: string, data: string, options: PostgresOptions): void {
  const draft = `${data}.new`;
  const passwordFile = join(home, "postgres.pw");
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  own(draft, account);
  const args = [
    "-D",
    draft,
    "-U",
    USER,
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ];
  if (options.durable === false) args.push("--no-sync");
  try {
    if (options.password) {
      writeFileSync(passwordFile, options.password, { mode: 0o600 });
      own(passwordFile, account);
      args.push("--auth=scram-sha-256", `--pwfile=${passwordFile}`);
    } else {
      args.push("--auth=trust");
    }
    const [program, programArgs] = command(account, binaries.initdb, args);
    const made = spawnSync(program, programArgs, { ...identity(account), cwd: draft, encoding: "utf8" });
    if (made.status !== 0)
      throw new Error(`The database could not be created in ${data}: ${made.error?.message ?? explain(made.stderr)}`);
    renameSync(draft, data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Stops a server that outlived its start, and removes the lock file of one that is gone. */
async function clearLeftovers(data: string): Promise<void> {
  const lockFile = join(data, "postmaster.pid");
  if (!existsSync(lockFile)) return;
  const pid = Number(readFileSync(lockFile, "utf8").split("\n")[0]);
  const deadline = Date.now() + 15_000;
  let signal: NodeJS.Signals = "SIGINT";
  while (servesData(pid, data)) {
    if (Date.now() > deadline) throw new Error(`Another Postgres (process ${pid}) uses ${data} and does not stop.`);
    if (Date.now() > deadline - 5_000) signal = "SIGQUIT";
    process.kill(pid, signal);
    await new Promise((done) => setTimeout(done, 100));
  }
  rmSync(lockFile, { force: true });
}

/** By its command line, which every account may read, whoever runs it. */
function servesData(pid: number, data: string): boolean {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`\0-D\0${data}\0`);
    return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(`-D ${data} `);
  } catch {
    return false;
  }
}

async function choosePort(file: string): Promise<number> {
  const stored = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const port = (stored > 0 && (await tryPort(stored))) || (await tryPort(0));
  if (!port) throw new Error("No port is free on 127.0.0.1 for the embedded Postgres.");
  if (port !== stored) writeFileSync(file, String(port));
  return port;
}

/** Binds and releases a port of 127.0.0.1 (0: any); the port, or null when it is taken. */
function tryPort(port: number): Promise<number | null> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(null));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address ? address.port : null));
    });
  });
}

function own(path: string, account: RunAs): void {
  if (account) chownSync(path, account.uid, account.gid);
  chmodSync(path, path.endsWith(".pw") ? 0o600 : 0o700);
}
