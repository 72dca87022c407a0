import type { Pool } from "pg";
import type { Module, Order } from "../domain/order.ts";
import type { Side } from "../domain/request.ts";
import { fromNewRow, type NewRow } from "./new-rows.ts";
import { timeTable } from "./new-schema.ts";
import { fromOldRow, type OldRow, TYPE } from "./old-rows.ts";

/** Reads whole stores past the code that serves requests. */
export type Scanner = {
  /** Orders with an id above `afterId`, by id; only those changed since then when a time is given. */
  after(afterId: string, limit: number, since: Date | null): Promise<Order[]>;
  /** Those of the ids that are there. */
  found(ids: readonly string[]): Promise<Order[]>;
};

export function scanner(side: Side, pool: Pool, module: Module): Scanner {
  const [table, kind] = side === "old" ? ["orders", `type = '${TYPE[module]}' and`] : [timeTable(module), ""];
  const orders = async (where: string, values: unknown[]): Promise<Order[]> => {
    const { rows } = await pool.query(`select * from ${table} where ${kind} ${where}`, values);
    return rows.map((row) => (side === "old" ? fromOldRow(row as OldRow) : fromNewRow(module, row as NewRow)));
  };
  return {
    after: (afterId, limit, since) =>
      orders("id > $1 and ($3::timestamptz is null or updated_at >= $3) order by id limit $2", [afterId, limit, since]),
    found: (ids) => orders("id = any($1::bigint[])", [ids]),
  };
}
