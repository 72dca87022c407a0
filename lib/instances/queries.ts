import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { InstanceList, InstanceView, writeOffBodySchema } from "./schema.ts";

/** Query keys, queries and calls of the running copies of services. */

export const instanceKeys = {
  list: (project: string, environment: string) => ["instances", project, environment] as const,
};

const REFRESH_MS = 5000;
/** Where there are more than one page, looking at them all costs more. */
const REFRESH_MANY_MS = 30_000;

/** Instances and, above 500 of them, a summary of each service. */
export function instanceListQuery(project: string, environment: string) {
  return queryOptions({
    queryKey: instanceKeys.list(project, environment),
    queryFn: ({ signal }): Promise<InstanceList> =>
      api("GET", `${projectPath(project)}/instances?${new URLSearchParams({ environment })}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.nextCursor ? REFRESH_MANY_MS : REFRESH_MS),
  });
}

/** Says that an instance ended and will not come back; changes no longer wait for it. */
export function writeOff(project: string, body: z.input<typeof writeOffBodySchema>): Promise<InstanceView> {
  return api("POST", `${projectPath(project)}/instances/write-off`, { body });
}
