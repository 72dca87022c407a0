import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEvents } from "../../lib/audit/reads/trail.ts";
import { verifyAudit } from "../../lib/audit/reads/verify.ts";
import { moduleSummaries } from "../../lib/measurements/reads/summaries.ts";
import type { ProjectContext, ProjectScope } from "../../lib/platform/context.ts";
import { rollbackModule } from "../../lib/switches/commands/rollback.ts";
import { environmentOf } from "../../lib/switches/reads/environment.ts";
import { switchView } from "../../lib/switches/reads/views.ts";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { fillScale } from "./main.ts";
import { LARGE, SMALL } from "./seed.ts";

const SCALE = { modules: 20, instances: 50, days: 1, audit: 1500 };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await fillScale(database.url, SCALE, () => undefined);
});
afterAll(() => database.close());

async function as(role: ProjectScope["role"], key = LARGE): Promise<ProjectContext> {
  const { id } = await database.db.project.findUniqueOrThrow({ where: { key } });
  const project = { id, key, role, environmentId: null, environmentKey: null } as ProjectScope;
  const actor = { kind: "user", id: "scale", name: "somebody" } as const;
  return { db: database.db, actor, now: new Date(), requestId: "1", origin: "api", project };
}

test("its audit chain verifies, and holds every kind of event", async () => {
  const viewer = await as("viewer");
  expect(await verifyAudit(viewer)).toMatchObject({ ok: true, events: SCALE.audit });
  const pending = await auditEvents(viewer, { pending: "reason" }, { limit: 50 });
  expect(pending.items.map(({ sequence }) => sequence)).toEqual([1500, 1000]);
  const explained = await auditEvents(viewer, { act: "switch.rollback" }, { limit: 50 });
  expect(explained.items.find(({ sequence }) => sequence === 1400)?.reasonGiven?.sequence).toBe(1403);
});

test("a tenth of its instances lags", async () => {
  const viewer = await as("viewer");
  const view = await switchView(viewer, await environmentOf(viewer, "production"), "module-0019.data");
  expect(view).toMatchObject({ position: "dualwrite", next: "shadow", share: 25_000, version: 4 });
  const lagging = await database.pool.query(
    `SELECT count(*)::int AS of, count(*) FILTER (WHERE i.revision < e.revision)::int AS lagging FROM instances i
     JOIN environments e ON e.id = i.environment_id JOIN projects p ON p.id = e.project_id WHERE p.key = $1`,
    [LARGE],
  );
  expect(lagging.rows).toEqual([{ of: 50, lagging: 5 }]);
});

test("its switches move, and its modules go back to where they stood", async () => {
  const operator = await as("operator", SMALL);
  const { changes } = await rollbackModule(operator, { environment: "production", module: "module-0004" });
  expect(changes.map(({ change }) => change.switch)).toEqual(["module-0004.data"]);
});

test("it measured both paths of every module, at every resolution", async () => {
  const viewer = await as("viewer");
  const { id } = await environmentOf(viewer, "production");
  const summaries = await moduleSummaries(database.pool, id, 300, new Date());
  expect(summaries).toHaveLength(SCALE.modules);
  for (const { old, new: next } of summaries) expect([old?.count, next?.count].every((count) => (count ?? 0) > 0)).toBe(true);
  for (const [table, least] of [
    ["measurements_1h", 23],
    ["measurements_1m", 1439],
    ["measurements_10s", 2159],
  ] as const) {
    const { rows } = await database.pool.query(
      `SELECT count(*)::int / count(DISTINCT series_id) AS n, count(*) FILTER (WHERE tableoid = '${table}_default'::regclass)::int AS loose FROM ${table}`,
    );
    expect(Number(rows[0].n)).toBeGreaterThanOrEqual(least);
    expect(rows[0].loose).toBe(0);
  }
});

test("is filled once", async () => {
  await expect(fillScale(database.url, SCALE, () => undefined)).rejects.toThrow("has a project “large” already");
});
