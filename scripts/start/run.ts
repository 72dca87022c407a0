import { type Env, readEnv } from "../../lib/platform/env.ts";
import { hearsThrough } from "../../lib/platform/hears.ts";
import { migrate } from "../migrate.ts";
import type { Cleanup } from "../setup/cleanup.mjs";
import { claimConsole, ensureConsole } from "../setup/console.mjs";
import { Problem } from "../setup/problem.mjs";
import { step } from "../setup/progress.mjs";
import { prepareAccess } from "./access.ts";
import { explainMigration, keepPostgres, requireDatabase } from "./database.ts";
import { ADMIN, MEMBERS, PASSWORD, PROJECT } from "./demo-story.ts";
import { notice, type Plan, reachable, type Start } from "./plan.ts";
import { startRelay } from "./relay.ts";
import { letRun, renewRunningRole, requireApart } from "./running-role.ts";
import { readSecrets } from "./secrets.ts";
import { startServices } from "./services.ts";

/**
 * Starts database, console, dataplane, worker and demo, or a relay alone; settles when all are ready and it has said
 * how to get in.
 */
export async function run({ home, dev, cleanup }: Start): Promise<void> {
  const env = checkedEnv();
  if (env.DATAPLANE_UPSTREAM) return startRelay({ home, dev, cleanup }, env);
  const demo = !env.DATABASE_URL && env.SWITCHYARD_DEMO !== "off";
  const secrets = readSecrets(home);
  const build = dev ? null : await step("build", "building the console", ensureConsole);
  if (build) await cleanup.defer(claimConsole(build));

  const database = await step("postgres", "starting", () => openDatabase(env, home, secrets.postgresPassword, cleanup));
  await step("migrations", "applying", async () => {
    const { ownerUrl, directUrl } = database;
    const applied = await migrate(ownerUrl ?? directUrl).catch(explainMigration);
    if (ownerUrl) await letRun(ownerUrl, decodeURIComponent(new URL(directUrl).username));
    if (env.OWNER_URL) await requireApart(directUrl);
    return applied.length === 0 ? "up to date" : `${applied.length} applied`;
  });
  const managementToken = env.SWITCHYARD_BOOTSTRAP_TOKEN ?? (demo ? secrets.managementToken : null);
  const setUpLink = await prepareAccess(database.databaseUrl, { admin: firstAdmin(env, demo), token: managementToken });

  const host = demo ? "127.0.0.1" : env.HOST;
  const localConsoleUrl = `http://${reachable(host)}:${env.PORT}`;
  const plan: Plan = {
    ...{ home, dev, cleanup, env, demo, host, build, managementToken, localConsoleUrl },
    ...database,
    consoleUrl: env.NEXTAUTH_URL ?? localConsoleUrl,
    dataplaneUrl: `http://${reachable(host)}:${env.DATAPLANE_PORT}`,
    tells: process.env.LOG_LEVEL ? "raw" : "warnings",
    nextauthSecret: env.NEXTAUTH_SECRET ?? secrets.nextauthSecret,
  };
  await startServices(plan);
  sayHowToGetIn(plan, setUpLink);
}

function checkedEnv(): Env {
  try {
    return readEnv();
  } catch (error) {
    throw new Problem((error as Error).message);
  }
}

type Database = Pick<Plan, "databaseUrl" | "directUrl" | "serverUrl"> & {
  /** As whom the tables are made, where that is somebody else. */
  ownerUrl: string | null;
};

async function openDatabase(
  env: Env,
  home: string,
  password: string,
  cleanup: Cleanup,
): Promise<{ said: string; value: Database }> {
  if (env.DATABASE_URL) {
    return named(env.DATABASE_URL, env);
  }
  const server = await keepPostgres(home, password, notice);
  await cleanup.defer(server.stop);
  const ownerUrl = server.url("switchyard");
  const databaseUrl = await renewRunningRole(ownerUrl);
  return {
    said: `embedded, 127.0.0.1:${server.port}`,
    value: { databaseUrl, directUrl: databaseUrl, serverUrl: server.url("postgres"), ownerUrl },
  };
}

/** A pooler of transactions mixes up prepared statements, and keeps back what Postgres tells. */
async function named(url: string, { DIRECT_URL: direct, OWNER_URL: owner }: Env): Promise<{ said: string; value: Database }> {
  await requireDatabase(url);
  if (owner) await requireDatabase(owner, "OWNER_URL");
  const ownerUrl = owner ?? null;
  if (direct) await requireDatabase(direct, "DIRECT_URL");
  const [pooled, unheard] = [!(await hearsThrough(url)), direct !== undefined && !(await hearsThrough(direct))];
  if (unheard) throw new Problem("DIRECT_URL: leads through a pooler of transactions as well; name Postgres itself.");
  if (!pooled)
    return {
      said: "the one DATABASE_URL names",
      value: { databaseUrl: url, directUrl: direct ?? url, serverUrl: url, ownerUrl },
    };
  if (!direct)
    notice(
      "DATABASE_URL leads through a pooler of transactions: changes are found by polling, up to five seconds late. DIRECT_URL names Postgres itself.",
    );
  const unprepared = new URL(url);
  unprepared.searchParams.set("pgbouncer", "true");
  return {
    said: "the one DATABASE_URL names, through a pooler of transactions",
    value: { databaseUrl: unprepared.href, directUrl: direct ?? url, serverUrl: url, ownerUrl },
  };
}

function firstAdmin(env: Env, demo: boolean): { email: string; password: string } | null {
  const { SWITCHYARD_ADMIN_EMAIL: email, SWITCHYARD_ADMIN_PASSWORD: password } = env;
  if (email && password) return { email, password };
  return demo ? { email: ADMIN, password: PASSWORD } : null;
}

function sayHowToGetIn({ demo, env, consoleUrl, dataplaneUrl }: Plan, setUpLink: string | null): void {
  console.log(`\n  console    ${consoleUrl}\n  dataplane  ${dataplaneUrl}`);
  if (setUpLink)
    console.log(`  set up     ${consoleUrl}/setup#${setUpLink}\n             once, within a day: makes the first admin`);
  if (!demo) return;
  const addresses = [ADMIN, ...MEMBERS.map(({ email }) => email)];
  console.log(`  sign in    ${addresses.join(", ")}\n             password ${PASSWORD}`);
  console.log(`  demo       project ${PROJECT.key}, under live traffic; its passwords are no secret, so it binds 127.0.0.1 only`);
  if (env.HOST !== "127.0.0.1") console.log(`             HOST=${env.HOST} has no effect; SWITCHYARD_DEMO=off binds it`);
}
