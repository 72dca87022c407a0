import { onChange } from "../lib/platform/changes.ts";
import { connect } from "../lib/platform/db.ts";
import { databaseUrl, readEnv } from "../lib/platform/env.ts";
import { log } from "../lib/platform/log.ts";
import { duties } from "./duties.ts";
import { keepDoing } from "./loop.ts";

/** Does what is due. Any number of workers may run. */

const env = readEnv();
const connection = connect(databaseUrl(env), { max: 6 });
const loop = keepDoing(connection.db, duties(connection, env.SWITCHYARD_HOME), onChange);
loop.started.then(() => log.info("ready"));

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await loop.stop();
  await connection.close();
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
