import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { forPage } from "../platform/page.ts";
import { pageContext } from "../platform/session.ts";
import { risksQuery } from "./queries.ts";
import { listRisks } from "./reads.ts";

/** The whole register, for the page's query. */
export function loadRisks(projectKey: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => [risksQuery(projectKey).queryKey, await listRisks(await pageContext(projectKey))]);
}
