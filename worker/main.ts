import { connect, isUnreachable } from "../lib/platform/db.ts";
import { databaseUrl, readEnv } from "../lib/platform/env.ts";
import { log } from "../lib/platform/log.ts";
import { keepWalking } from "./plans.ts";
import { keepRunning } from "./queue.ts";
import { keepRecovering } from "./recoveries.ts";
import { SCHEDULE, tasks } from "./tasks.ts";

/** Runs scheduled work and walks plans. Any number of workers may run; the queue hands each job to one of them. */

const connection = connect(databaseUrl(readEnv()), { max: 6 });
const queue = keepRunning(connection.pool, { tasks: tasks(connection), schedule: SCHEDULE });
const plans = keepWalking(connection.db);
const recoveries = keepRecovering(connection.db);
queue.started.then(() => log.info("ready"));

// The queue does not listen to the end of a job it reports while Postgres goes away; the job is found and done again.
process.on("unhandledRejection", (reason) => {
  if (!isUnreachable(reason)) throw reason;
  log.warn({ error: (reason as Error).message }, "a job's end could not be stored");
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.all([queue.stop(), plans.stop(), recoveries.stop()]);
  await connection.close();
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
