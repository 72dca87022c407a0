import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { JobStarted, JobView, jobBodySchema, jobListSchema } from "./schema.ts";

/** Query keys, queries and calls of data jobs. */

type Narrowed = { environment: string; module?: string };

export const jobKeys = {
  all: (project: string) => ["jobs", project] as const,
  list: (project: string, { environment, module }: Narrowed) => ["jobs", project, environment, module ?? ""] as const,
};

const REFRESH_MS = 5000;

/** The newest fifty jobs of an environment or of one of its modules, newest first. */
export function jobsQuery(project: string, narrowed: Narrowed) {
  return queryOptions({
    queryKey: jobKeys.list(project, narrowed),
    queryFn: async ({ signal }): Promise<JobView[]> => {
      const path = `${projectPath(project)}/jobs?${new URLSearchParams(narrowed)}`;
      return (await api<z.infer<typeof jobListSchema>>("GET", path, { signal })).items;
    },
    refetchInterval: REFRESH_MS,
  });
}

export function startJob(project: string, body: z.input<typeof jobBodySchema>, idempotencyKey: string): Promise<JobStarted> {
  return api("POST", `${projectPath(project)}/jobs`, { body, idempotencyKey });
}
