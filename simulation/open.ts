import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "../scripts/migrate.ts";
import { startPostgres } from "../scripts/postgres.ts";
import { replaceClocks } from "./machine/clocks.ts";
import { replaceFiles } from "./machine/files.ts";
import { replaceHttp } from "./machine/http.ts";
import { ask, openLine } from "./machine/lines.ts";
import type { Machine } from "./run.ts";

type Server = { url: (database: string) => string; stop: () => Promise<void> };

/** Takes over this program's time, chance and network, and prepares in Postgres what histories begin from. */
export async function openMachine(): Promise<Machine & { close: () => Promise<void> }> {
  process.env.LOG_LEVEL = "silent";
  const home = mkdtempSync(join(tmpdir(), "simulation-"));
  const server = await serverIn(home);
  const name = `simulated_${process.pid}`;
  await asAdmin(server, `CREATE DATABASE ${name}`);
  await migrate(server.url(name));

  replaceClocks();
  replaceHttp();
  replaceFiles();
  // Loaded only now, so that everything in them finds what was replaced.
  const { CHANGES_CHANNEL } = await import("../lib/platform/channel.ts");
  const { Postgres } = await import("./machine/postgres.ts");
  const { Environment } = await import("./world/environment.ts");
  const postgres = await Postgres.open(server.url(name), CHANGES_CHANNEL);
  const environment = await Environment.open(postgres);
  return {
    postgres,
    environment,
    close: async () => {
      await postgres.alone(() => environment.connection.close());
      await postgres.close();
      await asAdmin(server, `DROP DATABASE ${name} WITH (FORCE)`);
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The server that TEST_POSTGRES_URL names, or one of its own. */
async function serverIn(home: string): Promise<Server> {
  const given = process.env.TEST_POSTGRES_URL;
  if (!given) {
    mkdirSync(home, { recursive: true });
    return startPostgres({ home, durable: false });
  }
  const url = (database: string) => Object.assign(new URL(given), { pathname: `/${database}` }).href;
  return { url, stop: () => Promise.resolve() };
}

async function asAdmin(server: Server, statement: string): Promise<void> {
  const client = await openLine(server.url("postgres"));
  await ask(client, statement);
  await client.end();
}
