import { databaseUrl, readEnv, upstreamOf } from "../lib/platform/env.ts";
import { log } from "../lib/platform/log.ts";
import { startDataplane } from "./dataplane.ts";

/** A Postgres that does not answer must not keep the process from ending. */
const LATEST_END_MS = 10_000;

/** The process: environment in, signals obeyed, one line and exit 1 when it cannot start. */
async function main(): Promise<void> {
  const env = readEnv();
  const { HOST: host, DATAPLANE_PORT: port } = env;
  const upstream = upstreamOf(env);
  const fed = upstream ? { upstream } : { databaseUrl: databaseUrl(env) };
  const dataplane = await startDataplane({ ...fed, home: env.SWITCHYARD_HOME, host, port });
  log.info({ host, port: dataplane.port }, "dataplane listening");

  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(1), LATEST_END_MS).unref();
    await dataplane.close();
    process.exit(0);
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

main().catch((error: NodeJS.ErrnoException) => {
  const taken =
    error.code === "EADDRINUSE" ? `Port ${process.env.DATAPLANE_PORT ?? 3001} is taken. Set DATAPLANE_PORT.` : error.message;
  process.stderr.write(`${taken}\n`);
  process.exit(1);
});
