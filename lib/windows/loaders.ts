import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { forPage } from "../platform/page.ts";
import { pageContext } from "../platform/session.ts";
import { windowsQuery } from "./queries.ts";
import { listWindows } from "./reads.ts";

/** Freeze windows that are open or to come, for the page's query. */
export function loadWindows(projectKey: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => [windowsQuery(projectKey).queryKey, await listWindows(await pageContext(projectKey))]);
}
