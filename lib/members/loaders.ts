import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { impatient, isUnreachable } from "../platform/db.ts";
import { forPage } from "../platform/page.ts";
import { connection } from "../platform/server.ts";
import { pageContext } from "../platform/session.ts";
import { membersQuery } from "./queries.ts";
import { listMembers } from "./reads.ts";

/** The project's people, for the page's query. */
export function loadMembers(projectKey: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => [membersQuery(projectKey).queryKey, await listMembers(await pageContext(projectKey))]);
}

const PATIENCE_MS = 1000;
/** Once there is an admin there is always one; the sign-in page, open to all, then asks no more. */
let claimed = false;

/** Whether nobody administers this installation yet. While that cannot be known somebody counts as doing it. */
export async function isUnclaimed(): Promise<boolean> {
  if (claimed) return false;
  const question = impatient("SELECT EXISTS (SELECT FROM users WHERE is_owner) AS owned", [], PATIENCE_MS);
  const found = await connection()
    .pool.query<{ owned: boolean }>(question)
    .catch((error: unknown) => {
      if (isUnreachable(error)) return null;
      throw error;
    });
  claimed = found?.rows[0]?.owned ?? false;
  return found !== null && !claimed;
}
