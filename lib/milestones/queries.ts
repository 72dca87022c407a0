import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { MilestoneView, milestoneBodySchema, milestoneListSchema, milestonePatchSchema } from "./schema.ts";

/** Query keys, queries and calls of milestones. */

export const milestoneKeys = {
  list: (project: string) => ["milestones", project, "list"] as const,
};

/** Every milestone: by phase, then by date. */
export function milestonesQuery(project: string) {
  return queryOptions({
    queryKey: milestoneKeys.list(project),
    queryFn: async ({ signal }): Promise<MilestoneView[]> =>
      (await api<z.infer<typeof milestoneListSchema>>("GET", `${projectPath(project)}/milestones`, { signal })).items,
    refetchInterval: 60_000,
  });
}

export function createMilestone(
  project: string,
  body: z.input<typeof milestoneBodySchema>,
  idempotencyKey: string,
): Promise<MilestoneView> {
  return api("POST", `${projectPath(project)}/milestones`, { body, idempotencyKey });
}

export function updateMilestone(project: string, id: string, body: z.input<typeof milestonePatchSchema>): Promise<MilestoneView> {
  return api("PATCH", milestonePath(project, id), { body });
}

export function deleteMilestone(project: string, id: string, expectedVersion: number): Promise<null> {
  return api("DELETE", `${milestonePath(project, id)}?expectedVersion=${expectedVersion}`);
}

function milestonePath(project: string, id: string): string {
  return `${projectPath(project)}/milestones/${encodeURIComponent(id)}`;
}
