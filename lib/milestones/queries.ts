import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { MilestoneView, milestoneListSchema } from "./schema.ts";

/** Query keys and queries of milestones. */

export const milestoneKeys = {
  list: (project: string) => ["milestones", project, "list"] as const,
};

export function milestonesQuery(project: string) {
  return queryOptions({
    queryKey: milestoneKeys.list(project),
    queryFn: async ({ signal }): Promise<MilestoneView[]> =>
      (await api<z.infer<typeof milestoneListSchema>>("GET", `${projectPath(project)}/milestones`, { signal })).items,
    refetchInterval: 60_000,
  });
}
