import { afterAll, beforeAll, expect, it } from "vitest";
import { checkSetupLink } from "../lib/members/commands/setup.ts";
import { readEnv } from "../lib/platform/env.ts";
import { identifyToken } from "../lib/platform/identity.ts";
import { type TestDatabase, testDatabase } from "../scripts/test-database.ts";
import { prepareInstance } from "./prepare.ts";

let database: TestDatabase;
const NOW = new Date();

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const prepare = (variables: Record<string, string>) => prepareInstance(database.db, readEnv(variables), NOW);

it("prints a set-up link until there is an owner, and brings in what the environment names", async () => {
  const { setupUrl } = await prepare({ HOST: "0.0.0.0", PORT: "4000", SWITCHYARD_BOOTSTRAP_TOKEN: "x".repeat(32) });
  const [address, token = ""] = setupUrl?.split("#") ?? [];
  expect(address).toBe("http://localhost:4000/setup");
  expect(await checkSetupLink(database.db, { token }, { address: "test", now: NOW })).toMatchObject({ kind: "first-admin" });
  expect(await identifyToken(database.db, "x".repeat(32), NOW)).toMatchObject({ role: "admin", projectId: null });

  const named = await prepare({ NEXTAUTH_URL: "https://switchyard.example.test/", SWITCHYARD_ADMIN_EMAIL: "root@example.test" });
  expect(named.setupUrl).toMatch(/^https:\/\/switchyard\.example\.test\/setup#/);
  const admin = { SWITCHYARD_ADMIN_EMAIL: "root@example.test", SWITCHYARD_ADMIN_PASSWORD: "long enough" };
  expect(await prepare(admin)).toEqual({ setupUrl: null });
  expect(await database.db.user.findMany()).toMatchObject([{ email: "root@example.test", isOwner: true }]);
});
