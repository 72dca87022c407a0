import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type {
  Loss,
  lossesSchema,
  Measurements,
  ModuleSummary,
  summariesSchema,
  Unreadable,
  unreadablesSchema,
} from "./schema.ts";

/** Query keys and queries of what services measured. */

export const measurementKeys = {
  all: ["measurements"] as const,
  summary: (project: string, environment: string) => ["measurements", project, environment, "summary"] as const,
  module: (project: string, environment: string, module: string, span: Span) =>
    ["measurements", project, environment, "module", module, span] as const,
};

/** How far back from now, and how much time one point stands for; both in seconds. */
export type Span = { seconds: number; step: number };

/** The points of one module, and the stretch of time that was asked for in epoch seconds. */
export type ModuleMeasurements = Measurements & { from: number; to: number };

/** The span over which overview and board compare the two paths, in seconds. */
export const SUMMARY_SECONDS = 300;

const REFRESH_MS = 5000;

/** Both paths of every module over the last five minutes. */
export function summariesQuery(project: string, environment: string) {
  return queryOptions({
    queryKey: measurementKeys.summary(project, environment),
    queryFn: async ({ signal }): Promise<ModuleSummary[]> => {
      const query = new URLSearchParams({ environment, seconds: String(SUMMARY_SECONDS) });
      const path = `${projectPath(project)}/measurements/summary?${query}`;
      return (await api<z.infer<typeof summariesSchema>>("GET", path, { signal })).items;
    },
    refetchInterval: REFRESH_MS,
  });
}

/** Both paths of one module, all operations of a kind together, up to now. */
export function moduleMeasurementsQuery(project: string, environment: string, module: string, span: Span) {
  return queryOptions({
    queryKey: measurementKeys.module(project, environment, module, span),
    queryFn: async ({ signal }): Promise<ModuleMeasurements> => {
      const to = Math.floor(Date.now() / 1000);
      const from = to - span.seconds;
      const asked = { environment, module, by: "path", from: String(from), to: String(to), step: String(span.step) };
      const path = `${projectPath(project)}/measurements?${new URLSearchParams(asked)}`;
      return { ...(await api<Measurements>("GET", path, { signal })), from, to };
    },
    refetchInterval: REFRESH_MS,
    placeholderData: (before) => before,
  });
}

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

/** Requests of all modules together by the path that answered, for each step; a step without requests is absent. */
export type Traffic = { from: number; to: number; points: { t: number; old: number; new: number }[] };

export const TRAFFIC_SPAN: Span = { seconds: 3600, step: 60 };

/** Adds the points of all modules up. `to` is in epoch seconds. */
export function trafficOf(measured: Measurements, to: number): Traffic {
  const steps = new Map<number, { t: number; old: number; new: number }>();
  for (const { kind, path, points } of measured.series) {
    if (kind !== "http") continue;
    for (const { t, count } of points) {
      const step = steps.get(t) ?? { t, old: 0, new: 0 };
      step[path] += count;
      steps.set(t, step);
    }
  }
  return { from: to - TRAFFIC_SPAN.seconds, to, points: [...steps.values()].sort((a, b) => a.t - b.t) };
}

/** Which path answered the requests of the last hour. */
export function trafficQuery(project: string, environment: string) {
  return queryOptions({
    queryKey: ["measurements", project, environment, "traffic"] as const,
    queryFn: async ({ signal }): Promise<Traffic> => {
      const to = Math.floor(Date.now() / 1000);
      const asked = {
        environment,
        kind: "http",
        by: "path",
        from: String(to - TRAFFIC_SPAN.seconds),
        step: String(TRAFFIC_SPAN.step),
      };
      const path = `${projectPath(project)}/measurements?${new URLSearchParams(asked)}`;
      return trafficOf(await api<Measurements>("GET", path, { signal }), to);
    },
    refetchInterval: 2 * REFRESH_MS,
  });
}
