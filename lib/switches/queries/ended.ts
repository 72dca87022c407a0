import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../../platform/api-client.ts";
import { type Place, SAFETY_NET_MS, switchKeys } from "../queries.ts";
import type { PlanView, planListSchema } from "../schema.ts";

const ENDED_FOR_MS = 86_400_000;

/** Schedules that ended in the last day without being stored. */
export function endedSchedulesQuery(place: Place) {
  const ended = async (state: PlanView["state"], signal: AbortSignal) => {
    const asked = new URLSearchParams({ environment: place.environment, state });
    const path = `${projectPath(place.project)}/plans?${asked}`;
    return (await api<z.infer<typeof planListSchema>>("GET", path, { signal })).items;
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
