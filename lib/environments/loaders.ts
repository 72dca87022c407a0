import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { forPage } from "../platform/page.ts";
import { pageContext } from "../platform/session.ts";
import { environmentsQuery } from "./queries.ts";
import { listEnvironments } from "./reads.ts";

/** Every environment of the project, for the page's query. */
export function loadEnvironments(projectKey: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => [environmentsQuery(projectKey).queryKey, await listEnvironments(await pageContext(projectKey))]);
}
