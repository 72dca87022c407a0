import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure } from "../../scripts/test-outcome.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../scripts/test-switches.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { readProject } from "../projects/reads.ts";
import { rollbackProject } from "../rollbacks/commands/begin.ts";
import { createToken, revokeToken } from "../tokens/commands/edit.ts";
import { archiveEnvironment, createEnvironment, updateEnvironment } from "./commands.ts";
import { listEnvironments, readEnvironment } from "./reads.ts";

let database: TestDatabase;
let project: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testSwitches(database);
});

const inOrder = async () => (await readProject(project.as("viewer"))).environments.map(({ key }) => key);
const places = async () => (await listEnvironments(project.as("viewer"))).map(({ key, position }) => `${position} ${key}`);
const move = async (environment: string, position: number) => {
  const { version } = await readEnvironment(project.as("viewer"), environment);
  return updateEnvironment(project.as("admin"), { environment, expectedVersion: version, position });
};
const archive = async (environment: string, archived = true, as: "admin" | "lead" = "admin") => {
  const { version } = await readEnvironment(project.as("viewer"), environment);
  return archiveEnvironment(project.as(as), { environment, expectedVersion: version }, archived);
};

describe("the order of environments", () => {
  it("is that in which a change is carried on, and others make room", async () => {
    await createEnvironment(project.as("admin"), { key: "canary", name: "Canary", protected: true });
    expect(await move("canary", 2)).toMatchObject({ position: 2, version: 2 });
    expect(await inOrder()).toEqual(["development", "staging", "canary", "production"]);
    await move("development", 3);
    expect(await places()).toEqual(["0 staging", "1 canary", "2 production", "3 development"]);
    const { items } = await auditEvents(project.as("viewer"), { act: "environment.update" }, { limit: 1 });
    expect(items).toMatchObject([{ before: { position: 0 }, after: { position: 3 } }]);
  });

  it("has no place beyond the last", async () => {
    const error = await failure(move("staging", 3));
    expect(error).toMatchObject({ code: "invalid", extra: { errors: [{ path: "position" }] } });
    expect(await inOrder()).toEqual(["development", "staging", "production"]);
  });
});

describe("archiving an environment", () => {
  it("takes it out of the order, and brings it back behind the others", async () => {
    expect(await archive("development")).toMatchObject({ archivedAt: expect.any(String), version: 2 });
    expect(await places()).toEqual(["0 staging", "1 production"]);
    expect(await inOrder()).toEqual(["staging", "production"]);
    expect((await listEnvironments(project.as("viewer"), { archived: true })).map(({ key }) => key)).toEqual(["development"]);
    expect(await archive("development", false)).toMatchObject({ archivedAt: null });
    expect(await places()).toEqual(["0 staging", "1 production", "2 development"]);
  });

  it("lets nothing move there, and no token in", async () => {
    await project.change("orders.route", "new", { environment: "development" });
    await archive("development");
    const change = project.change("payments.route", "new", { environment: "development" });
    expect(rulesOf(await failure(change))).toEqual(["archived"]);
    const token = createToken(project.as("admin"), { name: "late", environment: "development", scopes: ["read"] });
    expect(rulesOf(await failure(token))).toEqual(["archived"]);
    expect(rulesOf(await failure(rollbackProject(project.as("operator"), {})))).toEqual(["nothing-behind"]);
    expect(await failure(move("development", 0))).toMatchObject({ code: "refused" });
  });

  it("is refused while somebody reads there, and names who", async () => {
    await project.instance("api-1");
    const { id } = await createToken(project.as("admin"), { name: "shop", environment: "production", scopes: ["read"] });
    const error = await failure(archive("production"));
    expect(rulesOf(error)).toEqual(["in-use", "in-use"]);
    expect(error.message).toContain("api api-1");
    expect(error.message).toContain("shop");
    await revokeToken(project.as("admin"), { token: id });
    expect(rulesOf(await failure(archive("production")))).toEqual(["in-use"]);
  });

  it("is refused to the only one, to a lead, and on a stale version", async () => {
    expect(await failure(archive("staging", true, "lead"))).toMatchObject({ code: "forbidden" });
    await archive("development");
    await archive("staging");
    expect(rulesOf(await failure(archive("production")))).toEqual(["only-environment"]);
    const stale = archiveEnvironment(project.as("admin"), { environment: "production", expectedVersion: 9 });
    expect(await failure(stale)).toMatchObject({ code: "conflict" });
  });
});
