import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { readEnv } from "../../lib/platform/env.ts";
import { migrate } from "../migrate.ts";
import type { Cleanup } from "../setup/cleanup.mjs";
import { claimConsole, ensureConsole } from "../setup/console.mjs";
import { step } from "../setup/progress.mjs";
import { prepareAccess } from "../start/access.ts";
import { keepPostgres } from "../start/database.ts";
import type { Plan } from "../start/plan.ts";
import { letRun, RUNNING_ROLE, renewRunningRole } from "../start/running-role.ts";
import { readSecrets } from "../start/secrets.ts";
import { type Programs, startPrograms } from "../start/services.ts";

/** A whole installation of its own, on free ports. */
export type Stack = Programs & {
  plan: Plan;
  managementToken: string;
  /** Postgres breaks off as in a crash; it is started again at once. */
  crashPostgres(): void;
};

export async function startStack(home: string, cleanup: Cleanup): Promise<Stack> {
  const secrets = readSecrets(home);
  const build = await step("build", "building the console", ensureConsole);
  await cleanup.defer(claimConsole(build));
  const server = await step("postgres", "starting", async () => {
    const value = await keepPostgres(home, secrets.postgresPassword, () => undefined);
    return { said: `127.0.0.1:${value.port}`, value };
  });
  await cleanup.defer(server.stop);
  const ownerUrl = server.url("switchyard");
  const databaseUrl = await renewRunningRole(ownerUrl);
  await step("migrations", "applying", async () => {
    const applied = await migrate(ownerUrl);
    await letRun(ownerUrl, RUNNING_ROLE);
    return `${applied.length} applied`;
  });
  const managementToken = randomBytes(32).toString("base64url");
  await prepareAccess(databaseUrl, { admin: null, token: managementToken });

  const [port, dataplanePort] = [await freePort(), await freePort()];
  const env = readEnv({ PORT: String(port), DATAPLANE_PORT: String(dataplanePort), SWITCHYARD_HOME: home });
  const consoleUrl = `http://127.0.0.1:${port}`;
  const plan: Plan = {
    ...{ home, cleanup, env, build, databaseUrl, directUrl: databaseUrl, consoleUrl, managementToken },
    ...{ dev: false, demo: false, host: "127.0.0.1", tells: "none" },
    serverUrl: server.url("postgres"),
    localConsoleUrl: consoleUrl,
    dataplaneUrl: `http://127.0.0.1:${dataplanePort}`,
    nextauthSecret: secrets.nextauthSecret,
  };
  const crashPostgres = () => {
    const pid = Number(readFileSync(join(home, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
    process.kill(pid, "SIGQUIT");
  };
  return { ...(await startPrograms(plan)), plan, managementToken, crashPostgres };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
