import { Prisma } from "../../platform/generated/prisma/client.ts";
import { type Fact, timeOf } from "./ask.ts";

/** Postgres' time, by which leases run. */
export const clock: Fact<Date> = {
  sql: () => Prisma.sql`SELECT to_json(clock_timestamp()::timestamptz(3))`,
  read: (text: string) => timeOf(text),
};
