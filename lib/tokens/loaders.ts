import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { forPage } from "../platform/page.ts";
import { pageContext } from "../platform/session.ts";
import { tokensQuery } from "./queries.ts";
import { listTokens } from "./reads/views.ts";

/** The project's tokens, for the page's query. */
export function loadTokens(projectKey: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => [tokensQuery(projectKey).queryKey, await listTokens(await pageContext(projectKey))]);
}
