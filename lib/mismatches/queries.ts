import { queryOptions } from "@tanstack/react-query";
import { api, projectPath } from "../platform/api-client.ts";
import type { MismatchList } from "./schema.ts";

/** Query keys and queries of sampled differences. */

export const mismatchKeys = {
  list: (project: string, environment: string, module: string) => ["mismatches", project, environment, module] as const,
};

const REFRESH_MS = 10_000;

/** The samples kept of a module in an environment, newest first, and whether its records are written from both sides. */
export function mismatchesQuery(project: string, environment: string, module: string) {
  return queryOptions({
    queryKey: mismatchKeys.list(project, environment, module),
    queryFn: ({ signal }): Promise<MismatchList> => {
      const path = `${projectPath(project)}/mismatches?${new URLSearchParams({ environment, module })}`;
      return api<MismatchList>("GET", path, { signal });
    },
    refetchInterval: REFRESH_MS,
  });
}
