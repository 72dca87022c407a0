import type { Pool } from "pg";
import type { Duty } from "./loop.ts";

/** Every so many seconds since the epoch, and so many after. */
export type Period = {
  every: number;
  after?: number;
  /** SQL of a condition: while it does not hold, there is nothing to do. */
  where?: string;
};

const AGAIN_SECONDS = 10;

/**
 * A duty of fixed times, for one worker of all. What was missed while no worker lived is done once, at the start; what
 * failed, or whose worker died, is done again soon or at the next of its times.
 */
export function periodic(
  pool: Pool,
  name: string,
  { every, after = 0, where = "true" }: Period,
  work: () => Promise<void>,
): Duty {
  return {
    name,
    due: `SELECT coalesce((SELECT due_at FROM duties WHERE name = '${name}'), 'epoch') WHERE ${where}`,
    work: async () => {
      if (!(await claim(pool, name, every, after))) return;
      try {
        await work();
      } catch (error) {
        await pool.query(
          "UPDATE duties SET due_at = least(due_at, clock_timestamp() + $2 * interval '1 second') WHERE name = $1",
          [name, AGAIN_SECONDS],
        );
        throw error;
      }
    },
    everyMs: 1000,
    longestMs: 60_000,
  };
}

/** Moves a time that has come on to the next one. False when somebody else did. */
async function claim(pool: Pool, name: string, every: number, after: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO duties AS d (name, due_at)
     SELECT $1, to_timestamp((floor((extract(epoch FROM clock_timestamp()) - $3) / $2) + 1) * $2 + $3)
     ON CONFLICT (name) DO UPDATE SET due_at = EXCLUDED.due_at WHERE d.due_at <= clock_timestamp()`,
    [name, every, after],
  );
  return rowCount === 1;
}
