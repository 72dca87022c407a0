import "server-only";
import type { QueryKey } from "@tanstack/react-query";
import { forPage } from "../platform/page.ts";
import { pageContext } from "../platform/session.ts";
import { milestonesQuery } from "./queries.ts";
import { listMilestones } from "./reads.ts";

/** Every milestone of the project, for the page's query. */
export function loadMilestones(projectKey: string): Promise<readonly [QueryKey, unknown]> {
  return forPage(async () => {
    const milestones = await listMilestones(await pageContext(projectKey));
    return [milestonesQuery(projectKey).queryKey, milestones];
  });
}
