import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure, losers } from "../../scripts/test-outcome.ts";
import { personOf, type TestProject, testProject } from "../../scripts/test-project.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { updateModule } from "../modules/commands.ts";
import { readModule } from "../modules/reads.ts";
import { createRisk } from "../risks/commands.ts";
import { readRisk } from "../risks/reads.ts";
import { createTeam, deleteTeam, updateTeam } from "./commands.ts";
import { listTeams, readTeam } from "./reads.ts";
import { teamSchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testProject(database.db, { modules: ["orders"], people: true });
});

const [lead, viewer] = [personOf("lead"), personOf("viewer")];
const make = (name = "Checkout", members: string[] = [viewer.id, lead.id]) => createTeam(project.as("admin"), { name, members });

describe("a team", () => {
  it("is made of members of the project, and recorded by their names", async () => {
    const team = await make();
    expect(teamSchema.parse(team)).toMatchObject({ name: "Checkout", members: [lead, viewer], version: 1 });
    expect(await listTeams(project.as("viewer"))).toEqual([team]);
    const { items } = await auditEvents(project.as("viewer"), { act: "team.create" }, { limit: 2 });
    expect(items).toMatchObject([{ after: { name: "Checkout", members: [lead.name, viewer.name] } }]);
  });

  it("has nobody from elsewhere, and a name of its own", async () => {
    const stranger = "00000000-0000-7000-8000-0000000000ff";
    expect(await failure(make("Checkout", [lead.id, stranger]))).toMatchObject({
      code: "invalid",
      extra: { errors: [{ path: "members.1" }] },
    });
    expect((await losers([make(), make()])).map(({ code }) => code)).toEqual(["conflict"]);
  });

  it("takes along what it owns when it is called otherwise", async () => {
    const { id } = await make();
    await updateModule(project.as("lead"), { module: "orders", expectedVersion: 1, owner: "Checkout" });
    const risk = { hypothesis: "Orders lost", likelihood: 2, impact: 5, mitigation: "", response: "", reviewDate: null } as const;
    const { number } = await createRisk(project.as("lead"), { ...risk, owner: "Somebody else" });
    const renamed = await updateTeam(project.as("admin"), { team: id, expectedVersion: 1, name: "Orders and carts" });
    expect(renamed).toMatchObject({ name: "Orders and carts", members: [lead, viewer], version: 2 });
    expect(await readModule(project.as("viewer"), "orders")).toMatchObject({ owner: "Orders and carts", version: 3 });
    expect(await readRisk(project.as("viewer"), String(number))).toMatchObject({ owner: "Somebody else" });
  });

  it("loses whoever leaves the project", async () => {
    const { id } = await make();
    await database.db.membership.delete({ where: { projectId_userId: { projectId: project.id, userId: viewer.id } } });
    expect(await readTeam(project.as("viewer"), id)).toMatchObject({ members: [lead] });
  });

  it("ends, and what it owns keeps the name", async () => {
    const { id } = await make();
    await updateModule(project.as("lead"), { module: "orders", expectedVersion: 1, owner: "Checkout" });
    await deleteTeam(project.as("admin"), { team: id, expectedVersion: 1 });
    expect(await listTeams(project.as("viewer"))).toEqual([]);
    expect(await readModule(project.as("viewer"), "orders")).toMatchObject({ owner: "Checkout" });
  });

  it("needs an admin, its present version and its own project", async () => {
    expect(await failure(createTeam(project.as("lead"), { name: "Mine", members: [] }))).toMatchObject({ code: "forbidden" });
    const { id } = await make();
    const stale = updateTeam(project.as("admin"), { team: id, expectedVersion: 7, members: [] });
    expect(await failure(stale)).toMatchObject({ code: "conflict", extra: { current: { version: 1 } } });
    const other = await testProject(database.db, { modules: [] });
    expect(await failure(deleteTeam(other.as("admin"), { team: id, expectedVersion: 1 }))).toMatchObject({ code: "not-found" });
  });
});
