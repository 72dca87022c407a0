import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/scripts/test-database.ts";
import { bootstrap, type Client, newToken, withToken } from "./_http/test-client.ts";
import { servedDatabase } from "./_http/test-database.ts";

let database: TestDatabase;
let admin: Client;
let operator: Client;
let place: string;

beforeAll(async () => {
  database = await servedDatabase();
  admin = await bootstrap(database.db);
  await admin("POST", "/projects", { body: { key: "shop", name: "Shop" } });
  operator = withToken(await newToken(admin, "shop", ["operate"]));
  place = "/projects/shop/environments/production";
});
afterAll(() => database.close());

describe("whose pages may read an environment", () => {
  const set = async (allowedOrigins: unknown, as = admin) => {
    const { version: expectedVersion } = (await admin("GET", place)).body;
    return as("PATCH", place, { body: { expectedVersion, allowedOrigins } });
  };

  it("is everybody's until somebody says otherwise, which services hear of by the revision", async () => {
    const before = (await admin("GET", place)).body;
    expect(before.allowedOrigins).toEqual(["*"]);
    const { status, body } = await set(["https://shop.example", "http://localhost:5173"]);
    expect([status, body.allowedOrigins]).toEqual([200, ["https://shop.example", "http://localhost:5173"]]);
    expect(body.revision).toBeGreaterThan(before.revision as number);
    expect((await set([])).body.allowedOrigins).toEqual([]);
  });

  it("is refused with the entry that is no origin", async () => {
    const { status, body } = await set(["*", "https://shop.example/checkout"]);
    expect(status).toBe(400);
    const message = expect.stringContaining("“https://shop.example/checkout” is not an origin");
    expect(body.errors).toEqual([{ path: "allowedOrigins", message }]);
    for (const odd of ["*", [1], null, Array.from({ length: 101 }, () => "*")]) expect((await set(odd)).status).toBe(400);
  });

  it("is an admin's to say", async () => {
    expect((await set(["*"], operator)).status).toBe(403);
  });
});
