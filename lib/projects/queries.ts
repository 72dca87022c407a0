import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { ProjectView, projectBodySchema, projectPatchSchema } from "./schema.ts";

/** Query keys, queries and calls of one project. */

export const projectKeys = { one: (project: string) => ["projects", project] as const };

export function projectQuery(project: string) {
  return queryOptions({
    queryKey: projectKeys.one(project),
    queryFn: ({ signal }): Promise<ProjectView> => api("GET", projectPath(project), { signal }),
  });
}

export function createProject(body: z.input<typeof projectBodySchema>, idempotencyKey: string): Promise<ProjectView> {
  return api("POST", "/projects", { body, idempotencyKey });
}

export function updateProject(project: string, body: z.input<typeof projectPatchSchema>): Promise<ProjectView> {
  return api("PATCH", projectPath(project), { body });
}
