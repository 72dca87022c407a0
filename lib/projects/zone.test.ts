import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { testProject } from "../../scripts/test-project.ts";
import { createRisk } from "../risks/commands.ts";
import { readRisk } from "../risks/reads.ts";
import { updateProject } from "./commands.ts";
import { readProject } from "./reads.ts";
import { projectPatchSchema } from "./schema.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("counts days where the project is", async () => {
  const project = await testProject(database.db, { modules: [] });
  const evening = new Date("2026-12-01T20:00:00Z");
  const risk = { hypothesis: "Orders lost", likelihood: 2, impact: 5, owner: "", mitigation: "", response: "" } as const;
  const { number } = await createRisk(project.as("lead", evening), { ...risk, reviewDate: "2026-12-01" });
  const read = () => readRisk(project.as("viewer", evening), String(number));
  expect(await read()).toMatchObject({ reviewOverdue: false });
  await updateProject(project.as("admin"), { expectedVersion: 1, timeZone: "Asia/Shanghai" });
  expect(await readProject(project.as("viewer"))).toMatchObject({ timeZone: "Asia/Shanghai", version: 2 });
  expect(await read()).toMatchObject({ reviewOverdue: true });
});

it("takes IANA names alone", () => {
  const { error } = projectPatchSchema.safeParse({ expectedVersion: 1, timeZone: "GMT+2h" });
  expect(error?.issues[0]).toMatchObject({ path: ["timeZone"], message: expect.stringContaining("Europe/Berlin") });
});
