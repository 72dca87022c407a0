import { onChange } from "../lib/platform/changes.ts";
import { connect } from "../lib/platform/db.ts";
import { databaseUrl, readEnv } from "../lib/platform/env.ts";
import { log } from "../lib/platform/log.ts";
import { duties } from "./duties.ts";
import { keepDoing } from "./loop.ts";
import { WorkerMetrics } from "./metrics.ts";

/** Does what is due. Any number of workers may run. */

const env = readEnv();
const connection = connect(databaseUrl(env), { max: 6 });
const metrics = new WorkerMetrics(connection);
const served = env.WORKER_PORT === undefined ? null : await metrics.serve(env.HOST, env.WORKER_PORT);
const loop = keepDoing(connection.db, metrics.counted(duties(connection, env.SWITCHYARD_HOME)), onChange);
loop.started.then(() => log.info("ready"));

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  served?.close();
  await loop.stop();
  await connection.close();
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
