import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { migrate } from "../migrate.ts";
import { Problem } from "../setup/problem.mjs";
import { emptyDatabase } from "../test-database.ts";
import { explainMigration, requireDatabase } from "./database.ts";

const ROLE = `weak_${process.pid}`;

let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  const database = await emptyDatabase();
  url = database.url;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'weak'`);
  close = async () => {
    await client.query(`DROP ROLE ${ROLE}`);
    await client.end();
    await database.drop();
  };
});
afterAll(() => close());

const addressOf = (change: (address: URL) => void) => {
  const address = new URL(url);
  change(address);
  return address.href;
};

it("takes a database of its own", async () => {
  await requireDatabase(url);
});

it.each([
  ["a schema that is not there", "nowhere", /search_path \(nowhere\) leads to no schema that exists/],
  ["another schema", "pg_catalog", /search_path \(pg_catalog\) leads to pg_catalog/],
])("says that the search_path leads to %s", async (_, path, said) => {
  const address = addressOf(({ searchParams }) => searchParams.set("options", `-csearch_path=${path}`));
  await expect(requireDatabase(address)).rejects.toThrow(said);
});

it("says which sslmode goes without TLS where there is none", async () => {
  const address = addressOf(({ searchParams }) => searchParams.set("sslmode", "verify-full"));
  await expect(requireDatabase(address, "DIRECT_URL")).rejects.toThrow(/^DIRECT_URL: .* speaks no TLS; sslmode=disable/);
});

it("says what a user lacks who may not create tables", async () => {
  const address = addressOf((weak) => {
    weak.username = ROLE;
    weak.password = "weak";
  });
  const said = migrate(address).catch(explainMigration);
  await expect(said).rejects.toThrow(Problem);
  await expect(said).rejects.toThrow(/permission denied for schema public.*GRANT CREATE ON SCHEMA public/);
});
