import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../scripts/test-database.ts";
import { failure } from "../../../scripts/test-outcome.ts";
import { testProject } from "../../../scripts/test-project.ts";
import { listInstances } from "./list.ts";

let database: TestDatabase;
let environment: { id: string; key: string };
const NOW = new Date("2026-11-30T03:00:00.000Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

beforeAll(async () => {
  database = await testDatabase();
  const project = await testProject(database.db, { modules: [] });
  environment = await database.db.environment.findFirstOrThrow({ where: { projectId: project.id, key: "production" } });
  const rows = [];
  for (const lease of [-20, 0, 5, 40])
    for (const onLeaseLoss of ["hold", "fence"])
      for (const revision of [4, 5])
        for (const departed of [null, 30, 100_000]) {
          const gone = departed === null ? {} : { departedAt: ago(departed), departure: "deregistered" };
          const instance = `${onLeaseLoss}-${revision}-${lease}-${departed}`;
          rows.push({ instance, leaseUntil: ago(lease), onLeaseLoss, revision, ...gone });
        }
  const common = { environmentId: environment.id, service: "web", serviceVersion: "", writes: [], firstSeenAt: ago(900) };
  await database.db.instance.createMany({ data: rows.map((row) => ({ ...common, acknowledgedAt: ago(60), ...row })) });
});
afterAll(() => database.close());

const list = (search: Parameters<typeof listInstances>[2]) => listInstances(database.db, environment, search, NOW);

it("finds those that lag by what core says of each", async () => {
  const { items, count } = await list({});
  expect(count).toBe(32);
  const lagging = items.filter(
    ({ departed, silent, holdsUp, revision }) => departed === null && (silent ? holdsUp : revision < 5),
  );
  const found = await list({ behind: 5 });
  expect(found.items).toEqual(lagging);
  expect(found.count).toBe(12);
});

it("goes on after the last of a page, whoever came or went meanwhile", async () => {
  const names = (await list({})).items.map(({ instance }) => instance);
  const seen: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await list({ limit: 5, ...(cursor ? { cursor } : {}) });
    expect(page.count).toBe(names.length);
    seen.push(...page.items.map(({ instance }) => instance));
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen).toEqual(names);

  const [first] = (await list({ limit: 1 })).items;
  const { nextCursor } = await list({ limit: 1 });
  const key = { environmentId: environment.id, service: "web", instance: first?.instance ?? "", incarnation: "" };
  const { acting: _, ...row } = await database.db.instance.delete({ where: { environmentId_service_instance_incarnation: key } });
  expect((await list({ limit: 4, cursor: nextCursor as string })).items.map(({ instance }) => instance)).toEqual(
    names.slice(1, 5),
  );
  await database.db.instance.create({ data: row });
});

it("takes what is looked for as it is written, and no cursor of another list", async () => {
  expect((await list({ text: "HOLD-4" })).count).toBe(8);
  expect((await list({ text: "hold_4" })).count).toBe(0);
  expect((await list({ text: "%" })).count).toBe(0);
  for (const cursor of ["x", Buffer.from('["web","hold-4"]').toString("base64url")]) {
    expect(await failure(list({ cursor }))).toMatchObject({ code: "invalid" });
  }
});
