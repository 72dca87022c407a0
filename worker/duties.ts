import { upkeepOf } from "../lib/measurements/commands/keep.ts";
import type { Connection } from "../lib/platform/db.ts";
import { log } from "../lib/platform/log.ts";
import { expire } from "./expire.ts";
import { guardrails } from "./guardrails.ts";
import { heads } from "./heads.ts";
import type { Duty } from "./loop.ts";
import { periodic } from "./periodic.ts";
import { plans } from "./plans.ts";
import { recoveries } from "./recoveries.ts";
import { rollbacks } from "./rollbacks.ts";

const MINUTE = 60;
const HOUR = 3600;

/** All a worker does; `home` is its folder. */
export function duties(connection: Connection, home: string): Duty[] {
  const { db, pool } = connection;
  const measurements = upkeepOf(pool);
  return [
    plans(db),
    recoveries(db),
    rollbacks(db),
    heads(db, home),
    guardrails(connection),
    periodic(pool, "partitions", { every: 20 * MINUTE }, async () => {
      const { created, dropped } = await measurements.retain(new Date());
      if (created.length + dropped.length > 0) log.info({ created, dropped }, "maintained partitions");
    }),
    periodic(pool, "roll-up", { every: MINUTE }, async () => {
      const rows = await measurements.rollUp(new Date());
      if (rows > 0) log.debug({ rows }, "rolled up measurements");
    }),
    periodic(pool, "expire", { every: HOUR, after: 17 * MINUTE }, async () => {
      const removed = await expire(db, new Date());
      if (removed > 0) log.info({ removed }, "removed what had expired");
    }),
  ];
}
