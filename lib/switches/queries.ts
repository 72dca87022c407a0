import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, environmentPath, projectPath } from "../platform/api-client.ts";
import type {
  ChangeView,
  changeBodySchema,
  historySchema,
  lockstepBodySchema,
  RecoveryView,
  recoveryListSchema,
  restoreBodySchema,
  SwitchView,
  scheduleBodySchema,
  switchListSchema,
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
  list: ({ project, environment }: Place) => ["switches", project, environment, "list"] as const,
  history: ({ project, environment }: Place, key: string) => ["switches", project, environment, "history", key] as const,
  changes: ({ project, environment }: Place) => ["switches", project, environment, "changes"] as const,
  ended: ({ project, environment }: Place) => ["switches", project, environment, "ended"] as const,
  preview: ({ project, environment }: Place, key: string, body: ChangeBody) =>
    ["switches", project, environment, "preview", key, body] as const,
};

/** Switches go stale by events; the interval is the safety net for when no event arrives. */
export const SAFETY_NET_MS = 30_000;

/** Instances taking up a change make no event, so a change that is on its way is watched for two minutes. */
const WATCH_EVERY_MS = 1000;
const WATCH_FOR_MS = 120_000;

function isOnItsWay({ propagation, updatedAt, plans }: SwitchView): boolean {
  if (plans.some(({ kind }) => kind !== "schedule")) return true;
  return propagation.applied < propagation.of && Date.now() - Date.parse(updatedAt) < WATCH_FOR_MS;
}

export function switchesQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.list(place),
    queryFn: async ({ signal }): Promise<SwitchView[]> => {
      const list = await api<z.infer<typeof switchListSchema>>(
        "GET",
        `${environmentPath(place.project, place.environment)}/switches`,
        {
          signal,
        },
      );
      return list.items;
    },
    refetchInterval: ({ state }) => (state.data?.some(isOnItsWay) ? WATCH_EVERY_MS : SAFETY_NET_MS),
  });
}

/** Changes of every switch in the last hour, newest first. */
export function recentChangesQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.changes(place),
    queryFn: async ({ signal }): Promise<ChangeView[]> => {
      const environment = encodeURIComponent(place.environment);
      const page = await api<z.infer<typeof historySchema>>(
        "GET",
        `${projectPath(place.project)}/changes?environment=${environment}`,
        { signal },
      );
      return page.items;
    },
    refetchInterval: SAFETY_NET_MS,
  });
}

/** The newest hundred states of one switch, newest first. */
export function switchHistoryQuery(place: Place, key: string) {
  return queryOptions({
    queryKey: switchKeys.history(place, key),
    queryFn: async ({ signal }): Promise<ChangeView[]> => {
      const page = await api<z.infer<typeof historySchema>>("GET", `${switchPath(place, key)}/history?limit=100`, { signal });
      return page.items;
    },
  });
}

export function switchPath({ project, environment }: Place, key: string): string {
  return `${environmentPath(project, environment)}/switches/${encodeURIComponent(key)}`;
}

const RECOVERY_EVERY_MS = 5000;

/** Environments in which nothing moves since the database was restored; none mostly. */
export function recoveriesQuery(project: string) {
  return queryOptions({
    queryKey: ["recoveries", project] as const,
    queryFn: async ({ signal }): Promise<RecoveryView[]> => {
      const path = `${projectPath(project)}/recoveries`;
      return (await api<z.infer<typeof recoveryListSchema>>("GET", path, { signal })).items;
    },
    refetchInterval: ({ state }) => (state.data?.length ? RECOVERY_EVERY_MS : SAFETY_NET_MS),
  });
}
