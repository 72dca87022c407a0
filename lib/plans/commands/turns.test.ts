import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { lockWaits, type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { SOON } from "../../../scripts/test-patience.ts";
import { type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { type Connection, connect } from "../../platform/db.ts";
import type { PrismaClient } from "../../platform/generated/prisma/client.ts";
import { rollbackSwitch } from "../../switches/commands/rollback.ts";
import { advancePlan } from "./advance.ts";

/** Two workers that look at the same plan, each with a connection of its own. */

let database: TestDatabase;
let slow: Connection;
let fast: Connection;

beforeAll(async () => {
  database = await testDatabase();
  slow = connect(database.url);
  fast = connect(database.url);
  await database.pool.query(
    `CREATE FUNCTION went_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'progress went back'; END $$;
     CREATE TRIGGER went_back BEFORE UPDATE ON plans FOR EACH ROW
       WHEN (NEW.done < OLD.done OR OLD.state <> 'waiting') EXECUTE FUNCTION went_back()`,
  );
});
afterAll(async () => {
  await Promise.all([slow.close(), fast.close()]);
  await database.close();
});

/** A rollback from live to off that waits until its instance acknowledges that both stores must take every write. */
async function waitingRollback(): Promise<{ id: string; orders: TestSwitches }> {
  const orders = await testSwitches(database);
  await orders.liveAndLax();
  const place = { environment: "production", key: "orders.data" };
  const { plan } = await rollbackSwitch(orders.as("operator"), { ...place, to: "off" });
  const id = plan?.id ?? "";
  // What it waits for was told so long ago that whoever looks tells it anew.
  await database.db.plan.update({ where: { id }, data: { updatedAt: new Date(0) } });
  return { id, orders };
}

type Statement = { model?: string; operation: string; args: unknown };

/** A client that waits before the first statement that answers to `at`. */
function pausing(db: PrismaClient, at: (statement: Statement) => boolean, pause: () => Promise<unknown>): PrismaClient {
  let paused: Promise<unknown> | null = null;
  return db.$extends({
    query: {
      async $allOperations({ query, ...statement }) {
        if (paused === null && at(statement as Statement)) paused = pause();
        await paused;
        return query(statement.args);
      },
    },
  }) as unknown as PrismaClient;
}

const writes = ({ model, operation, args }: Statement) =>
  (model === "Plan" && operation.startsWith("update")) || JSON.stringify(args).includes("revision_counter");

/** Steps of the others are stored while the slow worker stands still, unless it holds the locks they need. */
async function race(at: (statement: Statement) => boolean) {
  const { id, orders } = await waitingRollback();
  const others = async () => {
    await orders.instance("orders-1");
    await advancePlan(fast.db, id);
  };
  let racing: Promise<unknown> = Promise.resolve();
  const pause = () => {
    let ended = false;
    racing = others().finally(() => {
      ended = true;
    });
    return vi.waitFor(async () => expect(ended || (await lockWaits(database)) > 0).toBe(true), SOON);
  };
  await advancePlan(pausing(slow.db, at, pause), id);
  await racing;
  const plan = await database.db.plan.findUniqueOrThrow({ where: { id } });
  const { version, position } = await orders.view("orders.data");
  return { plan, version, position };
}

const STAGES = ["live", "live", "shadow", "dualwrite", "off"];

it("a worker that looked before another one stored a step writes nothing over it", async () => {
  const { plan, position } = await race(writes);
  expect(plan.done).toBeGreaterThan(1);
  expect(position).toBe(STAGES[plan.done]);
});

it("progress only grows, wherever a worker stands still while another goes on", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 12 }), async (statements) => {
      let count = 0;
      const { plan, position } = await race(() => ++count > statements);
      expect(position).toBe(STAGES[plan.done]);
    }),
    { numRuns: 8 },
  );
}, 60_000);
