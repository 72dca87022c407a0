import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { testProject } from "../../scripts/test-project.ts";
import { publishedEnvironment } from "./reads.ts";

let database: TestDatabase;
let environmentId: string;

beforeAll(async () => {
  database = await testDatabase();
  const project = await testProject(database.db, { modules: ["orders"] });
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

it("tells how secondary writes count and whether new writes wait", async () => {
  await store("orders.data", { position: "shadow", secondaryWrites: "required", paused: true });
  expect(await published("orders.data")).toMatchObject({ secondaryWrites: "required", paused: true });
});
