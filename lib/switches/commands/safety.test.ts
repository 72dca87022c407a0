import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../../scripts/test-switches.ts";
import { upkeepOf } from "../../measurements/commands/keep.ts";
import type { AppError } from "../../platform/errors.ts";

/** The rules of a move with the facts as they are stored. Each rule by itself: lib/core/stages/rules. */

let database: TestDatabase;
let orders: TestSwitches;
let environmentId: string;
let moduleId: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  orders = await testSwitches(database);
  const where = { projectId: orders.id };
  environmentId = (await database.db.environment.findFirstOrThrow({ where: { ...where, key: "production" } })).id;
  moduleId = (await database.db.module.findFirstOrThrow({ where: { ...where, key: "orders" } })).id;
});

const data = "orders.data";
const unsaid = { override: undefined };
const refusalOf = (error: AppError, rule: string) =>
  (error.extra.refusals as { rule: string; message: string; detail: object }[]).find((one) => one.rule === rule);

async function toAuthority() {
  await orders.walkTo("shadow");
  await orders.change(data, "shadow", { secondaryWrites: "required" });
}

/** A comparison of all keys that ended well. */
async function reconcile(given: { startedAt?: Date; covered?: boolean; store?: string; since?: Date } = {}) {
  const { db } = database;
  const { revision } = await db.environment.findUniqueOrThrow({ where: { id: environmentId } });
  const now = given.startedAt ?? new Date();
  await db.job.create({
    data: {
      ...{ projectId: orders.id, environmentId, moduleId, store: given.store ?? "new", state: "done", revision },
      since: given.since ?? null,
      ...{ covered: given.covered ?? true, startedBy: "test", startedAt: now, updatedAt: now, finishedAt: now },
    },
  });
}

describe("a move waits for instances", () => {
  it("until each acknowledged that secondary writes are required", async () => {
    await orders.instance("orders-1");
    await toAuthority();
    await reconcile();
    const error = await failure(orders.change(data, "live", unsaid));
    expect(rulesOf(error)).toEqual(["barrier", "secondary-writes"]);
    expect(refusalOf(error, "barrier")?.message).toContain("orders-1, last acknowledged");
    await orders.instance("orders-1");
    await orders.change(data, "live", unsaid);
  });

  it("that fence until their lease has run out, and that hold however silent they are", async () => {
    await orders.instance("fencing", { onLeaseLoss: "fence", leaseSeconds: -2 });
    await toAuthority();
    await reconcile();
    await orders.instance("holding", { revision: 1, leaseSeconds: -3600 });
    expect(rulesOf(await failure(orders.change(data, "live")))).toEqual(["barrier", "secondary-writes"]);
    const { propagation } = await orders.view(data);
    expect(propagation).toMatchObject({ applied: 0, of: 1, waiting: [{ instance: "holding", silent: true }], services: [] });
  });
});

describe("the authority moves only", () => {
  it("after all keys were reconciled, begun when every instance wrote to both stores", async () => {
    await toAuthority();
    expect(rulesOf(await failure(orders.change(data, "live", unsaid)))).toContain("currency");
    await reconcile({ covered: false });
    expect(rulesOf(await failure(orders.change(data, "live", unsaid)))).toContain("currency");
    await reconcile();
    expect((await orders.change(data, "live", unsaid)).change.to.position).toBe("live");
  });

  it("however many jobs have ended since", async () => {
    await toAuthority();
    await reconcile({ startedAt: new Date(Date.now() - 1000) });
    const [whole] = await database.db.job.findMany({ where: { environmentId } });
    const { id: _, ranges: __, ...one } = whole as NonNullable<typeof whole>;
    const since = new Date();
    await database.db.job.createMany({ data: Array.from({ length: 2100 }, () => ({ ...one, since, startedAt: since })) });
    expect((await orders.change(data, "live", unsaid)).change.to.position).toBe("live");
  });

  it("while no failed write to it is outstanding", async () => {
    await toAuthority();
    await reconcile();
    const entry = { environmentId, moduleId, key: "1", operation: "save", service: "api", failedAt: new Date() };
    await database.db.ledgerEntry.create({ data: { ...entry, store: "new" } });
    expect(rulesOf(await failure(orders.change(data, "live", unsaid)))).toEqual(["ledger", "override"]);
    await database.db.ledgerEntry.updateMany({ where: { environmentId }, data: { resolvedAt: new Date() } });
    await orders.change(data, "live", unsaid);
    await database.db.ledgerEntry.create({ data: { ...entry, key: "2", store: "new" } });
    await orders.change(data, "shadow", unsaid);
  });

  it("while nobody ended without draining since the last reconciliation", async () => {
    await toAuthority();
    await reconcile();
    const noticedAt = new Date(Date.now() + 1000);
    const doubt = { environmentId, service: "api", since: new Date(), noticedAt, cause: "restarted" };
    await database.db.doubt.create({ data: { ...doubt, instance: "payments-1", writes: ["payments"] } });
    await database.db.doubt.create({ data: { ...doubt, instance: "orders-1", writes: ["orders"] } });
    const error = await failure(orders.change(data, "live", unsaid));
    expect(rulesOf(error)).toEqual(["doubt", "override"]);
    expect(refusalOf(error, "doubt")?.detail).toMatchObject({ store: "new", doubts: [{ instance: "orders-1" }] });
    const startedAt = new Date(noticedAt.getTime() + 1);
    // What brings the other store up to date says nothing of this one, nor does what somebody may have spoiled.
    await reconcile({ startedAt, store: "old" });
    await reconcile({ startedAt, covered: false });
    await reconcile({ startedAt, since: new Date(doubt.since.getTime() + 1) });
    expect(rulesOf(await failure(orders.change(data, "live", unsaid)))).toEqual(["doubt", "override"]);
    await reconcile({ startedAt, since: doubt.since });
    await orders.change(data, "live", unsaid);
    await orders.change(data, "shadow", unsaid);
  });
});

describe("nothing goes forward", () => {
  const rulesAgainst = async (wanted = {}) =>
    rulesOf(await failure(orders.change("orders.route", "new", { share: 100, ...wanted })));

  it("in a freeze window, whatever the override; back it goes", async () => {
    await orders.change("orders.route", "new", { share: 5000 });
    const [startsAt, endsAt] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000)) as [Date, Date];
    const window = { projectId: orders.id, startsAt, endsAt, reason: "year-end close", createdAt: startsAt };
    await database.db.freezeWindow.create({ data: window });
    expect(await rulesAgainst({ share: 6000 })).toEqual(["freeze"]);
    await orders.change("orders.route", "new", { share: 100 });
  });

  it("without a second person where the environment asks for one", async () => {
    await database.db.environment.update({ where: { id: environmentId }, data: { approvals: true } });
    expect(await rulesAgainst()).toEqual(["approval"]);
  });

  it("while the new path does badly, unless a lead says why", async () => {
    await orders.change("orders.route", "new", { share: 100 });
    await measured(100, 50);
    const error = await failure(orders.change("orders.route", "new", { share: 200, ...unsaid }));
    expect(rulesOf(error)).toEqual(["health", "override"]);
    expect(refusalOf(error, "health")?.message).toContain("50.00 %");
    await orders.change("orders.route", "new", { share: 200 });
  });
});

async function measured(count: number, errors: number) {
  const series = { environmentId, moduleId, path: "new", kind: "http", operation: "GET /" };
  const { id } = await database.db.measurementSeries.create({ data: series });
  const at = new Date(Math.floor(Date.now() / 10_000) * 10_000 - 10_000);
  await upkeepOf(database.pool).retain(new Date());
  await database.pool.query(
    `INSERT INTO measurements_10s (series_id, source, at, count, errors, sum, scale, zero_count, bucket_offset, buckets)
     VALUES ($1, gen_random_uuid(), $2, $3, $4, 0, 0, $3, 0, '{}')`,
    [id, at, count, errors],
  );
}
