import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BriefRow, briefRowSchema } from "@/lib/switches/schema/brief.ts";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { type TestSwitches, testSwitches } from "@/scripts/test-switches.ts";
import { bootstrap, type Client } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

let database: TestDatabase;
let owner: Client;
let orders: TestSwitches;
let at = "";

beforeAll(async () => {
  database = await servedDatabase();
  owner = await bootstrap(database.db);
  orders = await testSwitches(database);
  at = `/projects/${orders.key}/environments/production`;
  await orders.change("orders.route", "new", { share: 100_000 });
  await orders.change("orders.data", "dualwrite", { share: 5000, rules: [keeps] });
  await orders.change("payments.route", "new", { share: 1000 });
  await orders.change("payments.route", "new", { share: 2000 });
});
afterAll(() => database.close());

const tagOf = async (path: string) => (await owner("GET", path)).headers.get("etag") ?? "";
const again = (path: string, etag: string) => owner("GET", path, { headers: { "if-none-match": etag } });

describe("the brief list of where all switches stand", () => {
  it("tells of a switch at rest its key, its place and its revision, and of a step what is unlike others", async () => {
    const { items } = (await owner("GET", `${at}/standings/brief`)).body as { items: BriefRow[] };
    for (const row of items) expect(briefRowSchema.strict().parse(row)).toEqual(row);
    const revision = expect.any(Number);
    expect(items.find(({ key }) => key === "payments.data")).toEqual({ key: "payments.data", position: "off", revision });
    expect(items.find(({ key }) => key === "payments.route")).toEqual({
      ...{ key: "payments.route", position: "old", next: "new", share: 2000, version: expect.any(Number), revision },
      change: { at: expect.any(String), by: "the lead", from: { position: "old", next: "new", share: 1000 } },
    });
  });

  it("is the same until a switch changes, and another one than the whole list", async () => {
    const etag = await tagOf(`${at}/standings/brief`);
    expect((await again(`${at}/standings/brief`, etag)).status).toBe(304);
    expect(await tagOf(`${at}/standings`)).not.toBe(etag);
    await orders.change("payments.route", "new", { share: 3000 });
    expect((await again(`${at}/standings/brief`, etag)).status).toBe(200);
  });
});

const keeps = {
  name: "old apps",
  conditions: [{ attribute: "app", operator: "equals" as const, value: "1.0" }],
  result: "position" as const,
};
