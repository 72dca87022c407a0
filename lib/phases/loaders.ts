import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { forPage } from "../platform/page.ts";
import { pageContext } from "../platform/session.ts";
import { phasesQuery } from "./queries.ts";
import { listPhases } from "./reads.ts";

/** Every phase of the project, for the page's query. */
export function loadPhases(projectKey: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => [phasesQuery(projectKey).queryKey, await listPhases(await pageContext(projectKey))]);
}
