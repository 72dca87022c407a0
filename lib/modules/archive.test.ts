import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure, losers } from "../../scripts/test-outcome.ts";
import { rulesOf, type TestSwitches, testSwitches } from "../../scripts/test-switches.ts";
import { auditEvents } from "../audit/reads/trail.ts";
import { startJob } from "../jobs/commands.ts";
import { createProposal } from "../proposals/commands/propose.ts";
import { rollbackProject } from "../rollbacks/commands/begin.ts";
import { publishedEnvironment } from "../snapshot/reads/published.ts";
import { holdSwitch } from "../switches/commands/hold.ts";
import { environmentOf } from "../switches/reads/environment.ts";
import { keptStandings } from "../switches/reads/kept-standings.ts";
import { switchViews } from "../switches/reads/views.ts";
import { archiveModule, createModule } from "./commands.ts";
import { listModules, readModule } from "./reads.ts";

let database: TestDatabase;
let project: TestSwitches;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  project = await testSwitches(database);
});

const archive = (module = "payments", expectedVersion = 1, as: "lead" | "operator" = "lead") =>
  archiveModule(project.as(as), { module, expectedVersion, reason: "no longer planned" });
const bringBack = (expectedVersion = 2) => archiveModule(project.as("lead"), { module: "payments", expectedVersion }, false);
const keysOf = async (archived: boolean) => (await listModules(project.as("viewer"), { archived })).map(({ key }) => key);
const step = {
  ...{ expectedVersion: 1, target: "new", share: 1000, reason: "a first small step" },
  ...{ cutOver: "mixed" as const, pauseSeconds: 2 },
};
const production = () => environmentOf(project.as("viewer"), "production");

describe("archiving a module at rest", () => {
  it("takes it out of the lists and of the rows of the board, and leaves it to be read", async () => {
    await keptStandings(project.as("viewer"), await production());
    const view = await archive();
    expect(view).toMatchObject({ version: 2, archivedAt: expect.any(String) });
    expect(await keysOf(false)).toEqual(["orders"]);
    expect(await keysOf(true)).toEqual(["payments"]);
    const shown = async () => [
      ...new Set((await keptStandings(project.as("viewer"), await production())).map(({ module }) => module)),
    ];
    expect(await shown()).toEqual(["orders"]);
    expect((await switchViews(project.as("viewer"), await production())).every(({ module }) => module === "orders")).toBe(true);
    expect(await readModule(project.as("viewer"), "payments")).toEqual(view);
    const { items } = await auditEvents(project.as("viewer"), { act: "module.archive" }, { limit: 2 });
    expect(items).toMatchObject([{ target: { key: "payments" }, after: { archived: true }, reason: "no longer planned" }]);

    expect(await bringBack()).toMatchObject({ version: 3, archivedAt: null });
    expect(await keysOf(false)).toEqual(["orders", "payments"]);
    expect(await shown()).toEqual(["orders", "payments"]);
  });

  it("answers services as before: neither default nor floor may put an instance elsewhere", async () => {
    const { id } = await production();
    const before = await publishedEnvironment(database.pool, id);
    await archive();
    expect((await publishedEnvironment(database.pool, id))?.snapshot.switches).toEqual(before?.snapshot.switches);
  });

  it("does so to one that is complete", async () => {
    await project.change("orders.route", "new");
    await project.walkTo("complete");
    expect(await archive("orders")).toMatchObject({ archivedAt: expect.any(String) });
    expect(await failure(rollbackProject(project.as("operator"), {}))).toMatchObject({ code: "refused" });
  });
});

describe("what is archived stays where it is", () => {
  it("refuses to move it, hold it, plan or propose for it, or to compare its stores", async () => {
    await archive();
    const asked = { environment: "production", key: "payments.route" };
    for (const attempt of [
      () => project.change("payments.route", "new"),
      () => holdSwitch(project.as("operator"), asked),
      () => createProposal(project.as("lead"), { ...asked, ...step }),
      () => startJob(project.as("operator"), { environment: "production", module: "payments", store: "new" }),
    ]) {
      expect(rulesOf(await failure(attempt()))).toEqual(["archived"]);
    }
    expect(await failure(createModule(project.as("lead"), { key: "payments", name: "Again" }))).toMatchObject({
      message: expect.stringContaining("Bring it back"),
    });
  });
});

describe("archiving is refused", () => {
  it("while a switch is on its way anywhere, naming where", async () => {
    await project.change("payments.route", "new", { share: 1000, environment: "staging", confirm: "payments" });
    const error = await failure(archive());
    expect(rulesOf(error)).toEqual(["not-at-rest"]);
    expect(error.message).toContain("payments is on its way in staging");
    await project.change("payments.route", "new", { environment: "staging", confirm: "payments" });
    expect(rulesOf(await failure(archive()))).toEqual(["not-at-rest"]);
  });

  it("while something begun has not ended", async () => {
    await startJob(project.as("operator"), { environment: "production", module: "payments", store: "new" });
    const asked = { environment: "development", key: "payments.route" };
    await createProposal(project.as("lead"), { ...asked, ...step });
    const error = await failure(archive());
    expect(rulesOf(error)).toEqual(["unfinished", "unfinished"]);
    expect(error.message).toContain("running data jobs (1)");
    expect(error.message).toContain("open proposals (1)");
  });

  it("to an operator, on a stale version, to one of two at once, and in another project", async () => {
    expect(await failure(archive("payments", 1, "operator"))).toMatchObject({ code: "forbidden" });
    expect((await losers([archive(), archive()])).map(({ code }) => code)).toEqual(["conflict"]);
    expect(await failure(archive())).toMatchObject({ code: "conflict", extra: { current: { version: 2 } } });
    const other = await testSwitches(database);
    const foreign = archiveModule(other.as("lead"), { module: "nothing", expectedVersion: 1 });
    expect(await failure(foreign)).toMatchObject({ code: "not-found" });
  });
});
