import { isOverloaded } from "@/lib/platform/db.ts";
import { connection } from "@/lib/platform/server.ts";

/** Answers while the process lives; `degraded` when its database does not. */
export async function GET(): Promise<Response> {
  const database = await connection().db.$queryRaw`SELECT 1`
    .then(() => "ok")
    .catch((error: unknown) => (isOverloaded(error) ? "overloaded" : "unreachable"));
  const status = database === "ok" ? "ok" : "degraded";
  return Response.json({ status, database }, { headers: { "cache-control": "no-store" } });
}
