import { type InfiniteData, infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { InstanceList, InstanceSearch, InstanceView, writeOffBodySchema } from "./schema.ts";

/** Query keys, queries and calls of the running copies of services. */

export const instanceKeys = {
  list: (project: string, environment: string) => ["instances", project, environment] as const,
};

const PAGE = 200;
const REFRESH_MS = 5000;
/** Where there are more than one page, looking at them costs more. */
const REFRESH_MANY_MS = 30_000;

/** Instances in pages of 200, with how many there are and, above 500 of them, a summary of each service. */
export function instancePagesQuery(project: string, environment: string, search: InstanceSearch) {
  return infiniteQueryOptions({
    queryKey: [...instanceKeys.list(project, environment), search] as const,
    queryFn: ({ pageParam, signal }): Promise<InstanceList> => {
      const query = new URLSearchParams({ environment, limit: String(PAGE) });
      if (pageParam) query.set("cursor", pageParam);
      if (search.text) query.set("text", search.text);
      if (search.behind !== undefined) query.set("behind", String(search.behind));
      return api("GET", `${projectPath(project)}/instances?${query}`, { signal });
    },
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }: InstanceList) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (isMany(state.data) ? REFRESH_MANY_MS : REFRESH_MS),
  });
}

function isMany(data: InfiniteData<InstanceList> | undefined): boolean {
  return data?.pages.some(({ nextCursor }) => nextCursor !== null) ?? false;
}

/** Says that an instance ended and will not come back; changes no longer wait for it. */
export function writeOff(project: string, body: z.input<typeof writeOffBodySchema>): Promise<InstanceView> {
  return api("POST", `${projectPath(project)}/instances/write-off`, { body });
}
