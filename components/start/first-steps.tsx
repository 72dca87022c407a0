"use client";

import { useQuery } from "@tanstack/react-query";
import { useConsole } from "@/components/console/console-context.tsx";
import { late } from "@/components/ui/late.tsx";
import { firstStepsQuery, isDone } from "@/lib/first-steps/queries.ts";

const FirstStepsPanel = late(() => import("./first-steps-panel.tsx").then((module) => module.FirstStepsPanel));

/** What is still to do before the first move of the project; nothing once that is made. */
export function FirstSteps({ dataplane }: { dataplane: string }) {
  const { data } = useQuery(firstStepsQuery(useConsole().project.key));
  return data && !isDone(data) ? <FirstStepsPanel steps={data} dataplane={dataplane} /> : null;
}
