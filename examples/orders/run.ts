import { mkdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { BackfillRunner } from "./backfill/runner.ts";
import type { Module } from "./domain/order.ts";
import type { FaultBox } from "./faults.ts";
import { ReconcileRunner } from "./reconcile/runner.ts";
import { startAdmin } from "./runner/admin.ts";
import { type Config, readConfig } from "./runner/config.ts";
import { Lines } from "./runner/lines.ts";
import { openLog, problemLog } from "./runner/log.ts";
import { Supervisor } from "./runner/supervisor.ts";
import { prepare } from "./stores/databases.ts";
import { newStore } from "./stores/new-store.ts";
import { oldStore } from "./stores/old-store.ts";
import { openPool } from "./stores/pool.ts";
import { scanner } from "./stores/scan.ts";
import { Generator } from "./traffic/generator.ts";
import { newReader, oldReader, rememberWhatIsThere } from "./traffic/stored.ts";

/** The shop: prepares its databases, starts its processes, its users and its admin port. */

/** How long a stop waits for answers still to come. */
const LAST_ANSWERS_MS = 1_000;

const log = openLog("orders");

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    process.stderr.write(`orders: ${(error as Error).message}\n`);
    process.exit(2);
  }
}

async function run(config: Config): Promise<void> {
  mkdirSync(config.home, { recursive: true });
  await prepare(config.serverUrl, config.databases, config.seedRows);

  const oldPool = openPool(config.databases.oldUrl, 2);
  const newPool = openPool(config.databases.newUrl, 3);
  const lines = await Lines.open(config.dataplaneUrl);
  const supervisor = new Supervisor(log, lines, config.home);
  const generator = new Generator({ seed: config.seed, rate: config.rate, peers: supervisor.peers });
  const backfills = new BackfillRunner({ oldPool, newPool });
  const box: FaultBox = {
    get current() {
      return supervisor.faults;
    },
  };
  const reconciliations = new ReconcileRunner({ old: oldPool, new: newPool }, box);
  const readers = { old: oldReader(oldPool), new: newReader(newPool) };
  const stores = {
    old: (module: Module) => oldStore(oldPool, module),
    new: (module: Module) => newStore(newPool, module),
  };
  const onProblem = problemLog(log);
  const knobs = { supervisor, lines, generator, backfills, reconciliations, readers, stores, onProblem };
  const admin = await startAdmin({ port: config.adminPort, ...knobs });

  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    await Promise.race([generator.pause(), delay(LAST_ANSWERS_MS)]);
    await Promise.all([supervisor.stop(), backfills.stop(), reconciliations.stop(), admin.close()]);
    await Promise.all([oldPool.end(), newPool.end(), lines.close()]);
    process.exit(0);
  }
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("disconnect", stop);

  const [orders, payments] = [scanner("old", oldPool, "orders"), scanner("old", oldPool, "payments")];
  await rememberWhatIsThere(generator.record, { orders, payments });
  await supervisor.start();
  generator.start();
  log("ready", { admin: `http://127.0.0.1:${admin.port}`, ingress: `http://127.0.0.1:${supervisor.peers.ports.ingress?.[0]}` });
}

try {
  await run(configOrExit());
} catch (error) {
  process.stderr.write(`orders: ${(error as Error).message}\n`);
  process.exit(1);
}
