import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { ModuleView, moduleListSchema, modulePatchSchema, registrationBodySchema } from "./schema.ts";

/** Query keys, queries and calls of modules. */

export const moduleKeys = {
  list: (project: string) => ["modules", project, "list"] as const,
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

export function moduleQuery(project: string, key: string) {
  return queryOptions({
    queryKey: moduleKeys.one(project, key),
    queryFn: ({ signal }): Promise<ModuleView> =>
      api("GET", `${projectPath(project)}/modules/${encodeURIComponent(key)}`, { signal }),
    refetchInterval: 60_000,
  });
}

export function registerModules(
  project: string,
  body: z.input<typeof registrationBodySchema>,
  idempotencyKey: string,
): Promise<{ items: ModuleView[] }> {
  return api("POST", `${projectPath(project)}/registrations`, { body, idempotencyKey });
}

export function updateModule(project: string, key: string, body: z.input<typeof modulePatchSchema>): Promise<ModuleView> {
  return api("PATCH", `${projectPath(project)}/modules/${encodeURIComponent(key)}`, { body });
}
