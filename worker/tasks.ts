import type { TaskList } from "graphile-worker";
import { maintainPartitions } from "../lib/measurements/commands/maintain-partitions.ts";
import { rollUp } from "../lib/measurements/commands/roll-up.ts";
import type { Connection } from "../lib/platform/db.ts";
import { log } from "../lib/platform/log.ts";
import { expire } from "./expire.ts";

/** When each task is due; times are UTC. A run missed while no worker lived is not made up for: the next one does its work. */
export const SCHEDULE = `
* * * * *     roll-up     ?jobKey=roll-up
*/20 * * * *  partitions  ?jobKey=partitions
17 * * * *    expire      ?jobKey=expire
`;

export function tasks({ db, pool }: Connection): TaskList {
  return {
    "roll-up": async () => {
      const rows = await rollUp(pool, new Date());
      if (rows > 0) log.debug({ rows }, "rolled up measurements");
    },
    partitions: async () => {
      const { created, dropped } = await maintainPartitions(pool, new Date());
      if (created.length + dropped.length > 0) log.info({ created, dropped }, "maintained partitions");
    },
    expire: async () => {
      const removed = await expire(db, new Date());
      if (removed > 0) log.info({ removed }, "removed what had expired");
    },
  };
}
