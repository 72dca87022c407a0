import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { waitingPlansQuery } from "@/lib/plans/queries.ts";
import type { PlanView } from "@/lib/plans/schema.ts";

/** What is under way in several steps, by module. */
export function usePlans(): ReadonlyMap<string, readonly PlanView[]> {
  const { place } = useConsole();
  const { data } = useQuery(waitingPlansQuery(place));
  return useMemo(() => {
    const plans = new Map<string, PlanView[]>();
    for (const plan of data ?? []) plans.set(plan.module, [plan, ...(plans.get(plan.module) ?? [])]);
    return plans;
  }, [data]);
}
