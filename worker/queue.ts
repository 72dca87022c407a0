import { setTimeout as pause } from "node:timers/promises";
import { Logger, type Runner, run, type TaskList } from "graphile-worker";
import type { Pool } from "pg";
import { log } from "../lib/platform/log.ts";

const CONCURRENCY = 2;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

type Work = { tasks: TaskList; schedule: string };
export type Queue = { started: Promise<void>; stop: () => Promise<void> };

/** Takes jobs from the queue until told to stop. While Postgres is away it tries again, ever more patiently. */
export function keepRunning(pool: Pool, { tasks, schedule }: Work): Queue {
  const ending = new AbortController();
  let runner: Runner | null = null;
  let announce: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    announce = resolve;
  });

  async function loop(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!ending.signal.aborted) {
      try {
        runner = await run({
          pgPool: pool,
          taskList: tasks,
          crontab: schedule,
          concurrency: CONCURRENCY,
          noHandleSignals: true,
          logger,
        });
        // What is due rarely is done once at the start, so that a fresh installation need not wait for it.
        for (const task of Object.keys(tasks)) await runner.addJob(task, {}, { jobKey: task, maxAttempts: 3 });
        announce();
        pauseMs = FIRST_PAUSE_MS;
        await runner.promise;
      } catch (error) {
        log.warn({ error: (error as Error).message }, "the queue is not reachable");
        await runner?.stop().catch(() => undefined);
      }
      runner = null;
      await pause(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  const ended = loop();
  return {
    started,
    stop: async () => {
      ending.abort();
      await runner?.stop().catch(() => undefined);
      await ended;
    },
  };
}

/** The library tells of every job; only what went wrong is worth a line of the usual log. */
const logger = new Logger((scope) => (level, message) => {
  const write = level === "error" ? log.error : level === "warning" ? log.warn : log.debug;
  write.call(log, { scope: scope.label, task: scope.taskIdentifier }, message);
});
