import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bootstrapToken, withToken } from "../../app/api/v1/_http/test-client.ts";
import { type TestConsole, testConsole } from "../../app/api/v1/_http/test-console.ts";
import { servedDatabase } from "../../app/api/v1/_http/test-database.ts";
import { signInWithPassword } from "../../lib/members/commands/sign-in.ts";
import type { TestDatabase } from "../test-database.ts";
import { setUpDemo } from "./demo.ts";
import { MEMBERS, PASSWORD } from "./demo-story.ts";

let database: TestDatabase;
let server: TestConsole;
const homes = [1, 2].map(() => mkdtempSync(join(tmpdir(), "switchyard-demo-")));

beforeAll(async () => {
  database = await servedDatabase();
  server = await testConsole();
});
afterAll(async () => {
  for (const home of homes) rmSync(home, { recursive: true });
  await server.close();
  await database.close();
});

it("lets the people of the demo in with its password, also when its set-up was interrupted", async () => {
  const token = await bootstrapToken(database.db);
  const owner = withToken(token);
  expect((await owner("POST", "/projects", { body: { key: "orders", name: "Orders" } })).status).toBe(201);
  expect((await owner("POST", "/projects/orders/members", { body: MEMBERS[0] })).status).toBe(201);
  for (const home of homes) await setUpDemo(server.url, token, home);
  for (const { email, name } of MEMBERS) {
    const person = await signInWithPassword(database.db, { email, password: PASSWORD }, { address: "127.0.0.1" });
    expect(person).toMatchObject({ email, name, sessionVersion: 2 });
  }
});
