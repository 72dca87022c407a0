import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, environmentPath, projectPath } from "../platform/api-client.ts";
import type { EnvironmentView, environmentBodySchema, environmentListSchema, environmentPatchSchema } from "./schema.ts";

/** Query keys, queries and calls of environments. */

export const environmentKeys = {
  list: (project: string) => ["environments", project, "list"] as const,
  archived: (project: string) => ["environments", project, "archived"] as const,
};

const SAFETY_NET_MS = 30_000;

/** Every environment of the project, in their order. */
export function environmentsQuery(project: string) {
  return queryOptions({
    queryKey: environmentKeys.list(project),
    queryFn: async ({ signal }): Promise<EnvironmentView[]> =>
      (await api<z.infer<typeof environmentListSchema>>("GET", `${projectPath(project)}/environments`, { signal })).items,
    refetchInterval: SAFETY_NET_MS,
  });
}

export function archivedEnvironmentsQuery(project: string) {
  return queryOptions({
    queryKey: environmentKeys.archived(project),
    queryFn: async ({ signal }): Promise<EnvironmentView[]> => {
      const path = `${projectPath(project)}/environments?archived=true`;
      return (await api<z.infer<typeof environmentListSchema>>("GET", path, { signal })).items;
    },
  });
}

export function createEnvironment(
  project: string,
  body: z.input<typeof environmentBodySchema>,
  idempotencyKey: string,
): Promise<EnvironmentView> {
  return api("POST", `${projectPath(project)}/environments`, { body, idempotencyKey });
}

/** Takes an environment out of sight, or brings it back. */
export function archiveEnvironment(
  project: string,
  { key, version }: EnvironmentView,
  archived = true,
): Promise<EnvironmentView> {
  const act = archived ? "archive" : "unarchive";
  return api("POST", `${environmentPath(project, key)}/${act}`, { body: { expectedVersion: version } });
}

export function updateEnvironment(
  project: string,
  key: string,
  body: z.input<typeof environmentPatchSchema>,
): Promise<EnvironmentView> {
  return api("PATCH", environmentPath(project, key), { body });
}
