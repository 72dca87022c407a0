import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../../platform/api-client.ts";
import { MANY_MODULES } from "../../switches/queries/standings.ts";
import type { ModuleSummary, summariesSchema } from "../schema.ts";

/** Query keys and queries of what services measured. */

export const measurementKeys = {
  all: ["measurements"] as const,
  summary: (project: string, environment: string) => ["measurements", project, environment, "summary"] as const,
  summaryOf: (project: string, environment: string, module: string) =>
    ["measurements", project, environment, "summary", module] as const,
  module: (project: string, environment: string, module: string, span: Span) =>
    ["measurements", project, environment, "module", module, span] as const,
};

/** How far back from now, and how much time one point stands for; both in seconds. */
export type Span = { seconds: number; step: number };

/** The span over which overview and board compare the two paths, in seconds. */
export const SUMMARY_SECONDS = 300;

export const REFRESH_MS = 5000;
/** Windows come every ten seconds; of many modules they are not asked for twice. */
const MANY_REFRESH_MS = 10_000;

/** Both paths of every module over the last five minutes. */
export function summariesQuery(project: string, environment: string) {
  return queryOptions({
    queryKey: measurementKeys.summary(project, environment),
    queryFn: async ({ signal }): Promise<ModuleSummary[]> => {
      const query = new URLSearchParams({ environment, seconds: String(SUMMARY_SECONDS) });
      const path = `${projectPath(project)}/measurements/summary?${query}`;
      return (await api<z.infer<typeof summariesSchema>>("GET", path, { signal })).items;
    },
    refetchInterval: ({ state: { data } }) => ((data?.length ?? 0) > MANY_MODULES ? MANY_REFRESH_MS : REFRESH_MS),
  });
}
