import { queryOptions } from "@tanstack/react-query";
import { api, projectPath } from "../../platform/api-client.ts";
import type { Measurements } from "../schema.ts";
import { REFRESH_MS, type Span } from "./summaries.ts";

/** Requests of all modules together by the path that answered, for each step; a step without requests is absent. */
export type Traffic = { from: number; to: number; points: { t: number; old: number; new: number }[] };

export const TRAFFIC_SPAN: Span = { seconds: 3600, step: 60 };

/** Adds the points of all modules up. */
export function trafficOf(measured: Measurements): Traffic {
  const steps = new Map<number, { t: number; old: number; new: number }>();
  for (const { kind, path, points } of measured.series) {
    if (kind !== "http") continue;
    for (const { t, count } of points) {
      const step = steps.get(t) ?? { t, old: 0, new: 0 };
      step[path] += count;
      steps.set(t, step);
    }
  }
  return { from: measured.from, to: measured.to, points: [...steps.values()].sort((a, b) => a.t - b.t) };
}

/** Which path answered the requests of the last hour. */
export function trafficQuery(project: string, environment: string) {
  return queryOptions({
    queryKey: ["measurements", project, environment, "traffic"] as const,
    queryFn: async ({ signal }): Promise<Traffic> => {
      const asked = {
        environment,
        kind: "http",
        by: "path",
        seconds: String(TRAFFIC_SPAN.seconds),
        step: String(TRAFFIC_SPAN.step),
      };
      const path = `${projectPath(project)}/measurements?${new URLSearchParams(asked)}`;
      return trafficOf(await api<Measurements>("GET", path, { signal }));
    },
    refetchInterval: 2 * REFRESH_MS,
  });
}
