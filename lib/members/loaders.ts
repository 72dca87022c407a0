import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { forPage } from "../platform/page.ts";
import { pageContext } from "../platform/session.ts";
import { membersQuery } from "./queries.ts";
import { listMembers } from "./reads.ts";

/** The project's people, for the page's query. */
export function loadMembers(projectKey: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => [membersQuery(projectKey).queryKey, await listMembers(await pageContext(projectKey))]);
}
