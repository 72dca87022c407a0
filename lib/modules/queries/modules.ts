import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../../platform/api-client.ts";
import type { ModuleView, moduleListSchema } from "../schema.ts";

/** Query keys and queries of modules. */

export const moduleKeys = {
  list: (project: string) => ["modules", project, "list"] as const,
  archived: (project: string) => ["modules", project, "archived"] as const,
  one: (project: string, key: string) => ["modules", project, "one", key] as const,
};

export function modulesQuery(project: string) {
  return queryOptions({
    queryKey: moduleKeys.list(project),
    queryFn: async ({ signal }): Promise<ModuleView[]> =>
      (await api<z.infer<typeof moduleListSchema>>("GET", `${projectPath(project)}/modules`, { signal })).items,
    refetchInterval: 60_000,
  });
}

export function archivedModulesQuery(project: string) {
  return queryOptions({
    queryKey: moduleKeys.archived(project),
    queryFn: async ({ signal }): Promise<ModuleView[]> =>
      (await api<z.infer<typeof moduleListSchema>>("GET", `${projectPath(project)}/modules?archived=true`, { signal })).items,
  });
}

export function moduleQuery(project: string, key: string) {
  return queryOptions({
    queryKey: moduleKeys.one(project, key),
    queryFn: ({ signal }): Promise<ModuleView> =>
      api("GET", `${projectPath(project)}/modules/${encodeURIComponent(key)}`, { signal }),
    refetchInterval: 60_000,
  });
}
