"use client";

import { useQuery } from "@tanstack/react-query";
import { useConsole } from "@/components/console/console-context.tsx";
import { useToday } from "@/components/console/use-today.ts";
import { isGood, usePlanSentence } from "@/components/timeline/plan-sentence.ts";
import { Health } from "@/components/ui/mark.tsx";
import { planVerdict } from "@/lib/core/plan/plan-verdict.ts";
import { milestonesQuery } from "@/lib/milestones/queries.ts";

/** Where the plan stands against its first dates. */
export function MilestoneSentence() {
  const { project } = useConsole();
  const say = usePlanSentence(useToday());
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
