import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../scripts/test-database.ts";
import { failure } from "../../scripts/test-outcome.ts";
import { type TestProject, testProject } from "../../scripts/test-project.ts";
import { listLedger } from "./reads/list.ts";
import { ledgerListSchema, ledgerQuerySchema } from "./schema.ts";

let database: TestDatabase;
let project: TestProject;
let other: TestProject;

const minute = (number: number) => new Date(Date.UTC(2027, 1, 1, 0, number));

beforeAll(async () => {
  database = await testDatabase();
  project = await testProject(database.db, { modules: ["orders", "stock"] });
  other = await testProject(database.db, { modules: ["orders"] });
  await failed("orders", "b", 2);
  await failed("orders", "a", 2);
  await failed("orders", "c", 1);
  await failed("stock", "s", 3);
  for (const [index, key] of ["x", "y", "z"].entries()) {
    await failed("orders", key, 0, { resolvedAt: minute(10 + index), resolvedBy: "repair" });
  }
});
afterAll(() => database.close());

async function failed(module: string, key: string, at: number, fields: object = {}) {
  const where = { projectId: project.id, key: module };
  const { id: moduleId } = await database.db.module.findFirstOrThrow({ where });
  const { id: environmentId } = await database.db.environment.findFirstOrThrow({ where: { ...where, key: "production" } });
  const row = { environmentId, moduleId, store: "new", key, operation: "save", service: "api", failedAt: minute(at) };
  await database.db.ledgerEntry.create({ data: { ...row, ...fields } });
}

const list = (query: object, context = project.as("viewer")) =>
  listLedger(context, ledgerQuerySchema.parse({ environment: "production", ...query }));
const keys = async (query: object) => (await list(query)).items.map(({ key }) => key);

describe("the ledger", () => {
  it("lists what waits for a repair, oldest first, and how much there is", async () => {
    const page = ledgerListSchema.parse(await list({}));
    expect(page.items.map(({ key }) => key)).toEqual(["c", "a", "b", "s"]);
    expect(page).toMatchObject({ open: 4, nextCursor: null });
    expect(page.items[0]).toMatchObject({ module: "orders", store: "new", sequence: 1, attempts: 0, resolvedAt: null });
    expect(await list({ module: "stock" })).toMatchObject({ open: 1, items: [{ key: "s" }] });
    expect(await list({ environment: "staging" })).toMatchObject({ open: 0, items: [] });
  });

  it("lists what was resolved, newest first", async () => {
    expect(await list({ state: "resolved" })).toMatchObject({ open: 4, items: [{ key: "z", resolvedBy: "repair" }, {}, {}] });
  });

  it.each(["open", "resolved"])("pages through the %s ones without loss", async (state) => {
    const whole = await keys({ state });
    const seen: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await list({ state, limit: 1, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ key }) => key));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(whole);
  });

  it("refuses cursors it did not give, and hides other projects", async () => {
    const place = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString("base64url");
    for (const cursor of [
      "x",
      place(["-271821-04-20T00:00:00Z", "orders", "new", "a"]),
      place([minute(0), "orders", "new", "\0"]),
    ]) {
      expect(await failure(list({ cursor }))).toMatchObject({ code: "invalid", extra: { errors: [{ path: "cursor" }] } });
    }
    expect(await list({}, other.as("admin"))).toMatchObject({ items: [], open: 0 });
    expect(await failure(list({ environment: "nowhere" }))).toMatchObject({ code: "not-found" });
  });
});
