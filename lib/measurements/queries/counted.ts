import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../../platform/api-client.ts";
import type { Loss, lossesSchema, Unreadable, unreadablesSchema } from "../schema.ts";

/** Queries of what was counted because it could not be used. */

const COUNTED_REFRESH_MS = 60_000;

/** What was sent over the last 24 hours and could not be kept. */
export function lossesQuery(project: string, environment: string) {
  return queryOptions({
    queryKey: ["measurements", project, environment, "losses"] as const,
    queryFn: async ({ signal }): Promise<Loss[]> => {
      const path = `${projectPath(project)}/measurements/losses?${new URLSearchParams({ environment })}`;
      return (await api<z.infer<typeof lossesSchema>>("GET", path, { signal })).items;
    },
    refetchInterval: COUNTED_REFRESH_MS,
  });
}

/** What rules of a module could not read over the last 24 hours. */
export function unreadablesQuery(project: string, environment: string, module: string) {
  return queryOptions({
    queryKey: ["measurements", project, environment, "unreadable", module] as const,
    queryFn: async ({ signal }): Promise<Unreadable[]> => {
      const path = `${projectPath(project)}/measurements/unreadable?${new URLSearchParams({ environment, module })}`;
      return (await api<z.infer<typeof unreadablesSchema>>("GET", path, { signal })).items;
    },
    refetchInterval: COUNTED_REFRESH_MS,
  });
}
