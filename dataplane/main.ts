import { databaseUrl, directUrl, readEnv, upstreamOf } from "../lib/platform/env.ts";
import { hearsThrough } from "../lib/platform/hears.ts";
import { log } from "../lib/platform/log.ts";
import { cannotStart } from "./cannot-start.ts";
import { startDataplane } from "./dataplane.ts";
import { Primary } from "./processes/primary.ts";

/** A Postgres that does not answer must not keep the process from ending. */
const LATEST_END_MS = 10_000;

/** The process: environment in, signals obeyed, one line and exit 1 when it cannot start. */
async function main(): Promise<void> {
  const env = readEnv();
  const { HOST: host, DATAPLANE_PORT: port, DATAPLANE_PROCESSES: processes } = env;
  const upstream = upstreamOf(env);
  const fed = upstream ? { upstream } : { databaseUrl: databaseUrl(env), directUrl: directUrl(env), hears: hearsThrough };
  if (processes > 1) {
    const primary = new Primary();
    endOnSignal(() => primary.stop());
    await primary.start(processes);
  } else {
    const { close } = await startDataplane({ ...fed, home: env.SWITCHYARD_HOME, host, port });
    endOnSignal(close);
  }
  log.info({ host, port, processes }, "dataplane listening");
}

function endOnSignal(close: () => Promise<void>): void {
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), LATEST_END_MS).unref();
    await close();
    process.exit(0);
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

main().catch(cannotStart);
