import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { type TestSwitches, testSwitches } from "../../scripts/test-switches.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { bad, latency, randomFrom } from "../core/guardrails/testing.ts";
import { emptyHistogram, observe } from "../core/measurements/histogram.ts";
import { storeWindows } from "../measurements/commands/store-windows.ts";
import { createGuardrail } from "./commands/edit.ts";
import { lookAtAll } from "./commands/look.ts";
import { listGuardrails } from "./reads/list.ts";
import { guardrailBodySchema } from "./schema.ts";

let database: TestDatabase;
let project: TestSwitches;
let environmentId: string;
let moduleId: string;
/** The present, which goes on by ten seconds with each sample. */
let now: number;
const random = randomFrom(20_261_201);

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.guardrail.deleteMany();
  project = await testSwitches(database);
  const { db } = database;
  environmentId = (await db.environment.findFirstOrThrow({ where: { projectId: project.id, key: "production" } })).id;
  moduleId = (await db.module.findFirstOrThrow({ where: { projectId: project.id, key: "orders" } })).id;
  now = Math.floor(Date.now() / 10_000) * 10;
});

type Traffic = { count: number; errors: number; seconds?: number };

/** Ten seconds go by, in which that was measured. */
async function measured(old: Traffic | null, fresh: Traffic | null): Promise<void> {
  const windows = (["old", "new"] as const).flatMap((path) => {
    const traffic = path === "old" ? old : fresh;
    if (!traffic) return [];
    const histogram = emptyHistogram();
    let sum = 0;
    for (let index = 0; index < traffic.count; index += 1) {
      const seconds = latency(random, traffic.seconds ?? 0.1);
      observe(histogram, seconds);
      sum += seconds;
    }
    const errors = bad(random, traffic.count, traffic.errors);
    const series = { environmentId, moduleId, path, kind: "http" as const, operation: "GET /orders" };
    return [{ ...series, source: randomUUID(), at: now, count: traffic.count, errors, sum, histogram }];
  });
  await storeWindows(database.pool, windows);
  now += 10;
}

const look = (later = 0) => lookAtAll(database, new Date(now * 1000 + later));

async function guard(wanted: object) {
  const body = guardrailBodySchema.parse({
    name: "guard",
    environment: "production",
    module: "orders",
    metric: "errors",
    limit: 0.01,
    ...wanted,
  });
  return createGuardrail(project.as("lead", new Date(now * 1000)), body);
}

/** Puts a share of requests on the new path at the present time. */
const ramp = (share: number) => project.change("orders.route", "new", { share, at: new Date(now * 1000) });
const standing = async () => (await listGuardrails(project.as("viewer"), {}))[0]?.standing;
const fine = { count: 250, errors: 0.001 };
const broken = { count: 250, errors: 0.051 };

async function times(count: number, old: Traffic | null, fresh: Traffic | null): Promise<number> {
  for (let sample = 1; sample <= count; sample += 1) {
    await measured(old, fresh);
    if ((await look()).length > 0) return sample;
  }
  return 0;
}

describe("a guardrail of errors", () => {
  it("passes where the new path is as good, with the numbers it passes on", async () => {
    await ramp(50_000);
    await guard({});
    expect(await times(12, fine, fine)).toBe(0);
    expect(await standing()).toMatchObject({ verdict: "pass", because: "evidence", firedAt: null });
    expect((await standing())?.new.count).toBeGreaterThan(2000);
  });

  it("takes the share back within thirty seconds and holds, with what it saw in history and audit log", async () => {
    await ramp(50_000);
    const { id } = await guard({ name: "errors of orders" });
    expect(await times(12, fine, fine)).toBe(0);
    expect(await times(3, fine, broken)).toBeGreaterThan(0);

    expect(await project.view("orders.route")).toMatchObject({ position: "old", share: 0, held: true });
    const { items } = await auditEvents(project.as("viewer"), { actorKind: "guardrail" }, { limit: 10 });
    const saw = /errors \d+(\.\d+)? % of \d+ on new, 0\.\d+ % of \d+ on old; at most 1 point more/;
    expect(items.map(({ act }) => act)).toEqual(["guardrail.fail", "switch.rollback"]);
    expect(items[1]?.reason).toMatch(saw);
    expect(items[0]).toMatchObject({
      actor: { kind: "guardrail", id, name: "errors of orders" },
      after: { did: "took orders.route back to old", module: "orders", saw: expect.stringMatching(saw) },
    });
  });

  it("does so once: what follows is another test", async () => {
    await ramp(50_000);
    await guard({});
    expect(await times(20, fine, broken)).toBeGreaterThan(0);
    const before = await project.view("orders.route");
    expect(await times(5, fine, broken)).toBe(0);
    expect(await project.view("orders.route")).toEqual(before);
  });

  it("acts once, whoever of two workers comes to the verdict", async () => {
    await ramp(50_000);
    await guard({ action: "hold" });
    await times(1, fine, fine);
    for (let sample = 0; sample < 6; sample += 1) await measured(fine, broken);
    const fired = await Promise.all([look(), look(), look(1)]);
    expect(fired.flat()).toHaveLength(1);
    const { items } = await auditEvents(project.as("viewer"), { act: "guardrail.fail" }, { limit: 10 });
    expect(items).toHaveLength(1);
  });

  it("only tells when that is what it is for, and tells again after the fault was over", async () => {
    await ramp(50_000);
    await guard({ action: "notify", windowSeconds: 60 });
    expect(await times(10, fine, broken)).toBeGreaterThan(0);
    expect(await times(5, fine, broken)).toBe(0);
    expect(await project.view("orders.route")).toMatchObject({ share: 50_000, held: false });
    expect((await standing())?.verdict).toBe("fail");
    expect(await times(40, fine, fine)).toBe(0);
    expect((await standing())?.verdict).toBe("pass");
    expect(await times(10, fine, broken)).toBeGreaterThan(0);
  });
});

describe("without data there is no pass", () => {
  it.each([
    ["no traffic", "no-traffic", null, null],
    ["nothing on the new path", "no-new-traffic", fine, null],
    ["nothing on the old path", "no-old-traffic", null, fine],
    ["too little of it", "few-samples", { count: 5, errors: 0 }, { count: 5, errors: 0 }],
  ])("%s", async (_, because, old, fresh) => {
    await ramp(50_000);
    await guard({});
    await times(12, old, fresh);
    expect(await standing()).toMatchObject({ verdict: "inconclusive", because, firedAt: null });
  });

  it("a pass is gone a window after the reports have ended", async () => {
    await ramp(50_000);
    await guard({ windowSeconds: 60 });
    await times(12, fine, fine);
    expect((await standing())?.verdict).toBe("pass");
    await times(7, null, null);
    expect(await standing()).toMatchObject({ verdict: "inconclusive", because: "no-traffic" });
  });
});

describe("a guardrail of latency", () => {
  it("takes a path back that is twice as slow, once the old one is known", async () => {
    await guard({ metric: "p95", limit: 1.2 });
    await times(3, fine, null);
    await ramp(50_000);
    expect(await times(6, fine, fine)).toBe(0);
    expect(await times(6, fine, { ...fine, seconds: 0.2 })).toBeGreaterThan(0);
    expect(await project.view("orders.route")).toMatchObject({ position: "old", share: 0, held: true });
  });
});

describe("several guardrails of a module", () => {
  it("share the chance of failing by accident", async () => {
    await ramp(50_000);
    await guard({ name: "one", alpha: 0.05 });
    await guard({ name: "two", metric: "p95", limit: 1.5, alpha: 0.05 });
    expect(await times(12, fine, fine)).toBe(0);
    const all = await listGuardrails(project.as("viewer"), { module: "orders" });
    expect(all.map(({ name, standing }) => [name, standing?.verdict])).toEqual([
      ["one", "pass"],
      ["two", "pass"],
    ]);
  });
});
