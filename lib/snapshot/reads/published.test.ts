import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { type TestProject, testProject } from "../../../scripts/test-project.ts";
import type { Snapshot } from "../../core/evaluation/snapshot.ts";
import { createModule } from "../../modules/commands.ts";
import { type PublishedEnvironment, publishedEnvironment, publishedSince } from "./published.ts";
import { stampsOf } from "./stamps.ts";

let database: TestDatabase;
let project: TestProject;
let environmentId: string;

beforeAll(async () => {
  database = await testDatabase();
  project = await testProject(database.db, { modules: ["orders"] });
  const where = { projectId: project.id, key: "production" };
  environmentId = (await database.db.environment.findFirstOrThrow({ where })).id;
});
afterAll(() => database.close());

const store = (key: string, data: object) =>
  database.db.switch.update({
    where: { environmentId_key: { environmentId, key } },
    data: { next: null, share: 0, rules: [], ...data },
  });
const published = async (key: string) => (await publishedEnvironment(database.pool, environmentId))?.snapshot.switches[key];

const ahead = [{ name: "testers", conditions: [{ attribute: "group", operator: "equals", value: "test" }], result: "next" }];

it.each([
  ["settled at rampdown", "new", { position: "rampdown" }, "dualwrite"],
  ["settled at complete", "new", { position: "complete" }, "live"],
  ["on the way to live", "new", { position: "shadow", next: "live", share: 1 }, "dualwrite"],
  ["on the way to complete", "new", { position: "rampdown", next: "complete", share: 1 }, "live"],
  ["complete for those a rule sends ahead", "new", { position: "rampdown", next: "complete", rules: ahead }, "live"],
  ["with a call that is old for some", "old", { position: "shadow" }, "off"],
])("a data switch %s publishes the earliest stage that goes with it", async (_, call, data, floor) => {
  await store("orders.call", { position: call });
  await store("orders.data", data);
  expect(await published("orders.data")).toMatchObject({ floor, secondaryWrites: "best-effort", paused: false });
  expect(await published("orders.call")).toMatchObject({ floor: null });
});

it("names the lineage of its revision", async () => {
  const { rows } = await database.pool.query("SELECT lineage FROM revision_counter");
  expect((await publishedEnvironment(database.pool, environmentId))?.snapshot.lineage).toBe(rows[0].lineage);
});

it("bears a stamp of its own for every lineage, environment and revision, of a key that stays where it is", async () => {
  const snapshot = (await publishedEnvironment(database.pool, environmentId))?.snapshot as Snapshot;
  const lineage = snapshot.lineage as string;
  const [same, ...others] = await stampsOf(database.pool, environmentId, [
    { lineage, revision: snapshot.revision },
    { lineage, revision: snapshot.revision + 1 },
    { lineage: "another", revision: snapshot.revision },
  ]);
  const [elsewhere] = await stampsOf(database.pool, "00000000-0000-4000-8000-000000000000", [
    { lineage, revision: snapshot.revision },
  ]);
  expect(snapshot.stamp).toBe(same);
  expect(new Set([same, ...others, elsewhere]).size).toBe(4);
  const { rows } = await database.pool.query("SELECT length(key) AS bytes FROM revision_counter");
  expect(rows).toEqual([{ bytes: 32 }]);
  expect(await database.db.revisionCounter.findFirst()).not.toHaveProperty("key");
});

it("tells how secondary writes count and whether new writes wait", async () => {
  await store("orders.data", { position: "shadow", secondaryWrites: "required", paused: true });
  expect(await published("orders.data")).toMatchObject({ secondaryWrites: "required", paused: true });
});

describe("what is newer than what is known", () => {
  const sql = (text: string, values?: unknown[]) => database.pool.query(text, values);
  /** Changes rows the way a command does: under a revision of their own. */
  const published = async (change: (revision: string) => Promise<unknown>) => {
    const { rows } = await sql("UPDATE revision_counter SET value = value + 1 RETURNING value");
    await change(rows[0].value);
    await sql("UPDATE environments SET revision = $1 WHERE id = $2", [rows[0].value, environmentId]);
  };
  const edit = (key: string, column: string, value: unknown) =>
    published((revision) =>
      sql(
        `UPDATE switches SET ${column} = $1, next = NULL, share = 0, version = version + 1, revision = $2, updated_at = now()
           WHERE environment_id = $3 AND key = $4`,
        [value, revision, environmentId, key],
      ),
    );
  const whole = async () => (await publishedEnvironment(database.pool, environmentId)) as PublishedEnvironment;
  const since = async (known: PublishedEnvironment) =>
    (await publishedSince(database.pool, environmentId, known)) as PublishedEnvironment;

  let modules = 1;
  const acts = {
    route: (n: number) => edit("orders.route", "position", n % 2 ? "new" : "old"),
    call: (n: number) => edit("orders.call", "position", n % 2 ? "new" : "old"),
    data: (n: number) => edit("orders.data", "position", ["off", "shadow", "rampdown", "complete"][n % 4]),
    rules: (n: number) => edit("orders.call", "rules", JSON.stringify(n % 2 ? ahead : [])),
    salt: (n: number) => edit("orders.route", "salt", n % 2 ? `salt ${n}` : null),
    origins: (n: number) =>
      published(() =>
        sql("UPDATE environments SET allowed_origins = $1 WHERE id = $2", [[`https://${n}.example`], environmentId]),
      ),
    module: () => createModule(project.as("admin"), { key: `m${modules++}`, name: "One more" }),
    gone: (n: number) =>
      published(() =>
        // No command removes a switch, and history does not let one go.
        sql(`BEGIN; SET LOCAL session_replication_role = replica;
             DELETE FROM switches WHERE environment_id = '${environmentId}' AND key = 'm${n % modules}.route'; COMMIT`),
      ),
    projectSalt: (n: number) => published(() => sql("UPDATE projects SET salt = $1 WHERE id = $2", [`salt ${n}`, project.id])),
    nothing: () => published(async () => undefined),
  };
  const name = fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[]));

  it("makes what reading everything makes, after whatever was done", async () => {
    let known = await whole();
    const steps = fc.array(fc.tuple(name, fc.nat({ max: 50 })), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        for (const [act, n] of all) await acts[act](n);
        known = await since(known);
        expect(known).toEqual(await whole());
      }),
      { numRuns: 60 },
    );
  });

  it("leaves what did not change the same, and sees the floor of data move with call", async () => {
    await acts.data(3);
    await acts.call(1);
    const known = await whole();
    await acts.call(0);
    const later = await since(known);
    expect(later.snapshot.switches["orders.route"]).toBe(known.snapshot.switches["orders.route"]);
    expect([known, later].map(({ snapshot }) => snapshot.switches["orders.data"]?.floor)).toEqual(["live", "complete"]);
    expect((await since(later)).snapshot).toBe(later.snapshot);
  });

  it("reads everything where the database was set back, and says when the environment is gone", async () => {
    const known = await whole();
    const ahead = { ...known, snapshot: { ...known.snapshot, revision: known.snapshot.revision + 10, switches: {} } };
    expect(await since(ahead)).toEqual(known);
    expect(await publishedSince(database.pool, project.id, known)).toBeNull();
  });
});
