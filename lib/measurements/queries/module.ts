import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../../platform/api-client.ts";
import type { Measurements, ModuleSummary, summariesSchema } from "../schema.ts";
import { measurementKeys, REFRESH_MS, type Span, SUMMARY_SECONDS } from "./summaries.ts";

/** Both paths of one module over the last five minutes; null where it is not known. */
export function summaryQuery(project: string, environment: string, module: string) {
  return queryOptions({
    queryKey: measurementKeys.summaryOf(project, environment, module),
    queryFn: async ({ signal }): Promise<ModuleSummary | null> => {
      const query = new URLSearchParams({ environment, module, seconds: String(SUMMARY_SECONDS) });
      const path = `${projectPath(project)}/measurements/summary?${query}`;
      return (await api<z.infer<typeof summariesSchema>>("GET", path, { signal })).items[0] ?? null;
    },
    refetchInterval: REFRESH_MS,
  });
}

/** Both paths of one module, all operations of a kind together, up to now by the server's clock. */
export function moduleMeasurementsQuery(project: string, environment: string, module: string, span: Span) {
  return queryOptions({
    queryKey: measurementKeys.module(project, environment, module, span),
    queryFn: ({ signal }): Promise<Measurements> => {
      const asked = { environment, module, by: "path", seconds: String(span.seconds), step: String(span.step) };
      return api("GET", `${projectPath(project)}/measurements?${new URLSearchParams(asked)}`, { signal });
    },
    refetchInterval: REFRESH_MS,
    placeholderData: (before) => before,
  });
}
