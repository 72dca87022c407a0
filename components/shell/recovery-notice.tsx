"use client";

import { useQuery } from "@tanstack/react-query";
import { useConsole } from "@/components/console/console-context.tsx";
import { late } from "@/components/ui/late.tsx";
import { recoveriesQuery } from "@/lib/switches/queries/recoveries.ts";

// On every page, and hardly ever to be seen.
const Recoveries = late(() => import("./recoveries.tsx").then((module) => module.Recoveries));

/** Says on every page that the database was restored, while it matters. */
export function RecoveryNotice() {
  const { project } = useConsole();
  const { data: recoveries = [] } = useQuery(recoveriesQuery(project.key));
  return recoveries.length > 0 ? <Recoveries recoveries={recoveries} /> : null;
}
