import type pg from "pg";
import { real } from "./clocks.ts";
import { statements } from "./statements.ts";

/**
 * Resolves when nothing of what the last event began goes on by itself: no promise, and no statement in Postgres but those
 * that wait for another transaction.
 */
export async function settled(eyes: pg.Client): Promise<void> {
  do await new Promise<void>((resolve) => real.setImmediate(resolve));
  while (await statements.settle(eyes));
}
