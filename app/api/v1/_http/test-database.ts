import { randomBytes } from "node:crypto";
import { connection } from "@/lib/platform/server.ts";
import { type TestDatabase, testDatabase } from "@/scripts/test-database.ts";

/** A database of its own that the route handlers of this process serve from; `close` ends both. */
export async function servedDatabase(): Promise<TestDatabase> {
  const database = await testDatabase();
  process.env.DATABASE_URL = database.url;
  process.env.NEXTAUTH_SECRET = randomBytes(32).toString("hex");
  const close = async () => {
    await connection().close();
    await database.close();
  };
  return { ...database, close };
}
