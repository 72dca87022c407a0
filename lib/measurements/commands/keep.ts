import type { Pool } from "pg";
import { retain } from "../backend/postgres/retain.ts";
import { rollUp } from "../backend/postgres/roll-up.ts";

/** What keeps the stored measurements small: each resolution is merged into the next coarser one before it is dropped. */
export function upkeepOf(pool: Pool) {
  return {
    /** Answers the windows written. */
    rollUp: (now: Date) => rollUp(pool, now),
    /** Makes room for what comes and drops what ran out; answers the partitions. */
    retain: (now: Date) => retain(pool, now),
  };
}
