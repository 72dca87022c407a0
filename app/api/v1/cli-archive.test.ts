import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { hashSecret } from "@/lib/platform/identity.ts";
import { type Ended, run } from "@/scripts/test-cli.ts";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap } from "./_http/test-client.ts";
import { type TestConsole, testConsole } from "./_http/test-console.ts";
import { servedDatabase } from "./_http/test-database.ts";

/** Modules and environments put away and brought back from a terminal. */

const SECRET = "a-token-over-every-project-of-a-test";

let database: TestDatabase;
let console_: TestConsole;

beforeAll(async () => {
  database = await servedDatabase();
  console_ = await testConsole();
});
afterAll(async () => {
  await console_.close();
  await database.close();
});
beforeEach(async () => {
  const owner = await bootstrap(database.db);
  await owner("POST", "/projects", { body: { key: "shop", name: "Shop", modules: [{ key: "orders", name: "Orders" }] } });
  const token = { name: "glass", prefix: "glass", scopes: ["manage"], createdBy: "start" };
  const hash = hashSecret(SECRET);
  await database.db.apiToken.upsert({ where: { hash }, create: { ...token, hash }, update: {} });
});

const say = (...args: string[]): Promise<Ended> =>
  run([...args, "-p", "shop"], { SWITCHYARD_URL: console_.url, SWITCHYARD_TOKEN: SECRET }).ended;

it("takes a module out of sight and brings it back", async () => {
  expect(await say("module", "archive", "orders", "--reason", "not planned")).toMatchObject({
    code: 0,
    stdout: "orders is archived. Services are answered as before.\n",
  });
  expect((await say("module", "unarchive", "orders")).stdout).toBe("orders is back.\n");
  expect((await say("module", "archive", "nothing")).code).toBe(6);
});

it("adds environments, gives them a place, and takes them out of sight", async () => {
  expect((await say("environment", "add", "canary", "--protected")).code).toBe(0);
  expect((await say("environment", "edit", "canary", "--after", "staging", "--name", "Canary")).stdout).toBe(
    "canary is “Canary”, at place 3.\n",
  );
  expect((await say("environment", "edit", "canary", "--first")).stdout).toContain("at place 1");
  expect((await say("environment", "edit", "canary", "--after", "nowhere")).code).toBe(2);
  expect((await say("environment", "edit", "canary")).code).toBe(2);
  expect((await say("environment", "archive", "canary")).stdout).toBe("canary is archived.\n");
  expect((await say("environment", "unarchive", "canary")).stdout).toBe("canary is back, as the last.\n");
});
