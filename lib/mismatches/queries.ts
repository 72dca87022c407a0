import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { MismatchView, mismatchListSchema } from "./schema.ts";

/** Query keys and queries of sampled differences. */

export const mismatchKeys = {
  list: (project: string, environment: string, module: string) => ["mismatches", project, environment, module] as const,
};

const REFRESH_MS = 10_000;

/** The samples kept of a module in an environment, newest first. */
export function mismatchesQuery(project: string, environment: string, module: string) {
  return queryOptions({
    queryKey: mismatchKeys.list(project, environment, module),
    queryFn: async ({ signal }): Promise<MismatchView[]> => {
      const path = `${projectPath(project)}/mismatches?${new URLSearchParams({ environment, module })}`;
      return (await api<z.infer<typeof mismatchListSchema>>("GET", path, { signal })).items;
    },
    refetchInterval: REFRESH_MS,
  });
}
