import { afterAll, expect, it } from "vitest";
import { connection } from "@/lib/platform/server.ts";
import { withToken } from "./_http/test-client.ts";

process.env.DATABASE_URL = "postgres://nobody@127.0.0.1:1/nothing";
afterAll(() => connection().close());

it("says that the database is away, and when to ask again", async () => {
  const anybody = withToken("x".repeat(40));
  for (const send of [
    () => anybody("GET", "/projects/orders/modules"),
    () => anybody("POST", "/projects", { body: { key: "a", name: "a" } }),
  ]) {
    const reply = await send();
    expect(reply.status).toBe(503);
    expect(reply.headers.get("retry-after")).toBe("5");
    expect(reply.body.detail).toContain("Nothing was changed");
    expect(reply.text).not.toContain("127.0.0.1");
  }
});
