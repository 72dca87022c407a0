import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, environmentPath, projectPath } from "../platform/api-client.ts";
import type { EnvironmentView, environmentListSchema, environmentPatchSchema } from "./schema.ts";

/** Query keys, queries and calls of environments. */

export const environmentKeys = { list: (project: string) => ["environments", project, "list"] as const };

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

export function updateEnvironment(
  project: string,
  key: string,
  body: z.input<typeof environmentPatchSchema>,
): Promise<EnvironmentView> {
  return api("PATCH", environmentPath(project, key), { body });
}
