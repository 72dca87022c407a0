import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { InstanceView, instanceListSchema } from "./schema.ts";

/** Query keys and queries of the running copies of services. */

export const instanceKeys = {
  list: (project: string, environment: string) => ["instances", project, environment] as const,
};

const REFRESH_MS = 5000;

export function instancesQuery(project: string, environment: string) {
  return queryOptions({
    queryKey: instanceKeys.list(project, environment),
    queryFn: async ({ signal }): Promise<InstanceView[]> => {
      const query = new URLSearchParams({ environment });
      return (await api<z.infer<typeof instanceListSchema>>("GET", `${projectPath(project)}/instances?${query}`, { signal }))
        .items;
    },
    refetchInterval: REFRESH_MS,
  });
}
