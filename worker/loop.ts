import { setTimeout as pause } from "node:timers/promises";
import { log } from "../lib/platform/log.ts";

export type Loop = { stop: () => Promise<void> };

/**
 * Does something again and again until told to stop. While it fails, as without Postgres, it is tried ever more
 * patiently; `failing` says in the log what could not be done. Milliseconds.
 */
export function keepDoing(
  work: (signal: AbortSignal) => Promise<void>,
  { everyMs, longestMs, failing }: { everyMs: number; longestMs: number; failing: string },
): Loop {
  const ending = new AbortController();

  async function loop(): Promise<void> {
    let pauseMs = everyMs;
    while (!ending.signal.aborted) {
      try {
        await work(ending.signal);
        pauseMs = everyMs;
      } catch (error) {
        log.warn({ error: (error as Error).message }, failing);
        pauseMs = Math.min(pauseMs * 2, longestMs);
      }
      await pause(pauseMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  }

  const ended = loop();
  return {
    stop: async () => {
      ending.abort();
      await ended;
    },
  };
}
