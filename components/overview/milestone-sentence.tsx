"use client";

import { useQuery } from "@tanstack/react-query";
import { useConsole } from "@/components/console/console-context.tsx";
import { isGood, usePlanSentence } from "@/components/timeline/plan-sentence.ts";
import { useNow } from "@/components/ui/clock.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { dayOf } from "@/lib/core/plan/days.ts";
import { planVerdict } from "@/lib/core/plan/plan-verdict.ts";
import { milestonesQuery } from "@/lib/milestones/queries.ts";

/** Where the plan stands against its first dates. */
export function MilestoneSentence() {
  const { project } = useConsole();
  const say = usePlanSentence(dayOf(new Date(useNow(60_000))));
  const { data } = useQuery(milestonesQuery(project.key));
  const verdict = data && planVerdict(data);
  if (!verdict || verdict.is === "empty") return null;
  if (isGood(verdict)) return <span>{say(verdict)}</span>;
  return (
    <Health state="watch" long>
      {say(verdict)}
    </Health>
  );
}
