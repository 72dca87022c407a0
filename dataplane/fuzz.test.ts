import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../scripts/test-environment.ts";
import { type TestDataplane, testDataplane } from "./test-dataplane.ts";

/** Whatever is reported is either refused at once or can be stored; what is sent at all is fuzzed in bench/drills/fuzz. */

let environment: TestEnvironment;
let dataplane: TestDataplane;
let token: string;

beforeAll(async () => {
  environment = await testEnvironment(["orders"]);
  token = (await environment.token(["read", "report"])).token;
  await environment.move("orders.route", "new", 50_000);
  dataplane = await testDataplane(environment.database.url, token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

describe("the fuzzer", () => {
  it("finds nothing Postgres chokes on later", async () => {
    const label = fc.string({ unit: "binary", minLength: 1, maxLength: 50 });
    const count = fc.oneof(fc.nat(5), fc.constantFrom(1e9, 1e12, Number.MAX_SAFE_INTEGER));
    const at = Math.floor(Date.now() / 10_000) * 10;
    const window = fc.record({
      module: fc.constantFrom("orders", "nowhere"),
      kind: fc.constantFrom("http", "read", "write"),
      operation: label,
      path: fc.constantFrom("old", "new"),
      at: fc.oneof(fc.constant(at), fc.nat()),
      count,
      errors: fc.nat(2),
      sum: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
      histogram: fc.record({
        scale: fc.integer({ min: -10, max: 20 }),
        zeroCount: count,
        offset: fc.integer({ min: -20_000, max: 20_000 }),
        counts: fc.array(count, { maxLength: 4 }),
      }),
    });
    const sample = fc.record({
      module: fc.constant("orders"),
      operation: label,
      at: fc.constant(at),
      field: label,
      kind: fc.constantFrom("missing", "extra", "type", "value"),
      old: fc.jsonValue(),
      new: label,
    });
    const shared = fc.record({
      module: label,
      at: fc.constant(at),
      count: fc.integer({ min: 1, max: 9 }),
      example: fc.jsonValue(),
    });
    const report = fc.record({
      service: label,
      instance: label,
      batch: label,
      windows: fc.array(window, { maxLength: 5 }),
      samples: fc.array(sample, { maxLength: 3 }),
      sharedRecords: fc.array(shared, { maxLength: 3 }),
    });
    const said = fc.record(
      {
        service: label,
        instance: label,
        version: label,
        revision: fc.nat(3),
        leaseSeconds: fc.nat(3600),
        incarnation: label,
        register: fc.boolean(),
        onLeaseLoss: fc.constantFrom("hold", "fence"),
        writes: fc.array(label, { maxLength: 3 }),
      },
      { requiredKeys: ["service", "instance", "revision"] },
    );
    const entry = fc.record({
      module: fc.constantFrom("orders", "nowhere"),
      store: fc.constantFrom("old", "new"),
      key: label,
      subject: label,
      operation: label,
      error: label,
      at: fc.nat(),
    });
    const failures = fc.record({ service: label, instance: label, entries: fc.array(entry, { maxLength: 5 }) });
    const exact = (body: { windows: { count: number; histogram: { zeroCount: number; counts: number[] } }[] }) => {
      for (const each of body.windows)
        each.count = each.histogram.counts.reduce((sum, one) => sum + one, each.histogram.zeroCount);
      return body;
    };
    await fc.assert(
      fc.asyncProperty(report, said, failures, async (body, acknowledgement, failed) => {
        expect((await dataplane.post("/api/v1/reports", exact(body))).status).toBeLessThan(500);
        expect((await dataplane.post("/api/v1/instances", acknowledgement)).status).toBeLessThan(500);
        expect((await dataplane.post("/api/v1/ledger", failed)).status).toBeLessThan(500);
        const repairs = failed.entries.map(({ module, store, key }) => ({ module, store, key, sequence: 1, ok: true }));
        expect((await dataplane.post("/api/v1/ledger/repairs", { ...failed, entries: undefined, repairs })).status).toBeLessThan(
          500,
        );
      }),
      { numRuns: 300 },
    );
    const { text } = await dataplane.get("/metrics");
    await dataplane.close();
    const after = await testDataplane(environment.database.url, token);
    expect((await after.get("/metrics")).text).not.toContain("refused by Postgres");
    expect(text).not.toContain("refused by Postgres");
    dataplane = after;
    const { rows } = await environment.database.pool.query("SELECT count(*)::int AS windows FROM measurements_10s");
    expect(rows[0].windows).toBeGreaterThan(0);
  }, 120_000);
});
