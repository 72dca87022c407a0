import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, environmentPath, projectPath } from "../platform/api-client.ts";
import type {
  ChangeLine,
  changeBodySchema,
  Following,
  HealthCounts,
  lockstepBodySchema,
  PlanView,
  RecoveryView,
  restoreBodySchema,
  SwitchRow,
  scheduleBodySchema,
  undoBodySchema,
} from "./schema.ts";

/** Query keys and queries of the switches of one environment. */

export type Place = { project: string; environment: string };
export type ChangeBody = z.input<typeof changeBodySchema>;
export type LockstepBody = z.input<typeof lockstepBodySchema>;
export type ScheduleBody = z.input<typeof scheduleBodySchema>;
export type RestoreBody = z.input<typeof restoreBodySchema>;
export type UndoBody = z.input<typeof undoBodySchema>;

export const switchKeys = {
  all: ["switches"] as const,
  of: ({ project, environment }: Place) => ["switches", project, environment] as const,
  rows: ({ project, environment }: Place) => ["switches", project, environment, "rows"] as const,
  module: ({ project, environment }: Place, module: string) => ["switches", project, environment, "module", module] as const,
  following: ({ project, environment }: Place) => ["switches", project, environment, "following"] as const,
  news: ({ project, environment }: Place) => ["switches", project, environment, "news"] as const,
  health: ({ project, environment }: Place) => ["health", project, environment] as const,
  plans: ({ project, environment }: Place) => ["switches", project, environment, "plans"] as const,
  history: ({ project, environment }: Place, key: string) => ["switches", project, environment, "history", key] as const,
  ended: ({ project, environment }: Place) => ["switches", project, environment, "ended"] as const,
  preview: ({ project, environment }: Place, key: string, body: ChangeBody) =>
    ["switches", project, environment, "preview", key, body] as const,
};

/** Switches go stale by events; the interval is the safety net for when no event arrives. */
export const SAFETY_NET_MS = 30_000;

/** Instances taking up a change make no event, so a change that is on its way is watched for two minutes. */
const WATCH_EVERY_MS = 1000;
const WATCH_FOR_MS = 120_000;
/** Steps of plans follow when instances do. */
export const PLANS_EVERY_MS = 2000;

export function isFresh(at: string | null): boolean {
  return at !== null && Date.now() - Date.parse(at) < WATCH_FOR_MS;
}

export function isUnderWay({ kind }: PlanView): boolean {
  return kind !== "schedule";
}

/** Where every switch of an environment stands. */
export function rowsQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.rows(place),
    queryFn: ({ signal }) => listed<SwitchRow>(`${placePath(place)}/standings`, signal),
    refetchInterval: SAFETY_NET_MS,
  });
}

/** How far changes have come on the instances. */
export function followingQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.following(place),
    queryFn: ({ signal }): Promise<Following> => api("GET", `${placePath(place)}/following`, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data && data.waiting.length > 0 && isFresh(data.changedAt) ? WATCH_EVERY_MS : SAFETY_NET_MS,
  });
}

/** What changed last: in the last hour, or before. */
export function newsQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.news(place),
    queryFn: ({ signal }) => listed<ChangeLine>(`${placePath(place)}/news`, signal),
    refetchInterval: SAFETY_NET_MS,
  });
}

const WINDOW_MS = 10_000;

/** How many modules are in which state of health; figures come every ten seconds. */
export function healthQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.health(place),
    queryFn: ({ signal }): Promise<HealthCounts> => api("GET", `${placePath(place)}/health`, { signal }),
    refetchInterval: WINDOW_MS,
  });
}

export const MOST_PLANS = 200;

/** Plans that have not reached their end, the newest two hundred. */
export function waitingPlansQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.plans(place),
    queryFn: ({ signal }) => {
      const asked = { environment: place.environment, state: "waiting", limit: String(MOST_PLANS) };
      return listed<PlanView>(`${projectPath(place.project)}/plans?${new URLSearchParams(asked)}`, signal);
    },
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? PLANS_EVERY_MS : SAFETY_NET_MS),
  });
}

export async function listed<T>(path: string, signal: AbortSignal): Promise<T[]> {
  return (await api<{ items: T[] }>("GET", path, { signal })).items;
}

export function placePath({ project, environment }: Place): string {
  return environmentPath(project, environment);
}

export function switchPath(place: Place, key: string): string {
  return `${placePath(place)}/switches/${encodeURIComponent(key)}`;
}

const RECOVERY_EVERY_MS = 5000;

/** Environments in which nothing moves since the database was restored; none mostly. */
export function recoveriesQuery(project: string) {
  return queryOptions({
    queryKey: ["recoveries", project] as const,
    queryFn: ({ signal }) => listed<RecoveryView>(`${projectPath(project)}/recoveries`, signal),
    refetchInterval: ({ state }) => (state.data?.length ? RECOVERY_EVERY_MS : SAFETY_NET_MS),
  });
}
