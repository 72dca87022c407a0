import { queryOptions } from "@tanstack/react-query";
import { projectPath } from "../platform/api-client.ts";
import { SAFETY_NET_MS } from "../switches/queries/fresh.ts";
import { switchKeys } from "../switches/queries/keys.ts";
import { listed, type Place } from "../switches/queries/place.ts";
import type { PlanView } from "./schema.ts";

/** Steps of plans follow when instances do. */
export const PLANS_EVERY_MS = 2000;

export function isUnderWay({ kind }: PlanView): boolean {
  return kind !== "schedule";
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

const ENDED_FOR_MS = 86_400_000;

/** Schedules that ended in the last day without being stored. */
export function endedSchedulesQuery(place: Place) {
  const ended = (state: PlanView["state"], signal: AbortSignal) => {
    const asked = new URLSearchParams({ environment: place.environment, state });
    return listed<PlanView>(`${projectPath(place.project)}/plans?${asked}`, signal);
  };
  return queryOptions({
    queryKey: switchKeys.ended(place),
    queryFn: async ({ signal }): Promise<PlanView[]> => {
      const plans = await Promise.all([ended("cancelled", signal), ended("failed", signal)]);
      const since = Date.now() - ENDED_FOR_MS;
      return plans.flat().filter(({ kind, updatedAt }) => kind === "schedule" && Date.parse(updatedAt) > since);
    },
    refetchInterval: SAFETY_NET_MS,
  });
}
