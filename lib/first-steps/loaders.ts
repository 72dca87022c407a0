import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { forPage } from "../platform/page.ts";
import { pageContext } from "../platform/session.ts";
import { firstStepsQuery } from "./queries.ts";
import { firstSteps } from "./reads.ts";

/** How far the project has come, for the page's query. */
export function loadFirstSteps(project: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => {
    const steps = await firstSteps(await pageContext(project));
    return [firstStepsQuery(project).queryKey, steps];
  });
}
