import { queryOptions } from "@tanstack/react-query";
import { projectPath } from "../../platform/api-client.ts";
import type { RecoveryView } from "../schema/recovery.ts";
import { SAFETY_NET_MS } from "./fresh.ts";
import { listed } from "./place.ts";

const RECOVERY_EVERY_MS = 5000;

/** Environments in which nothing moves since the database was restored; none mostly. */
export function recoveriesQuery(project: string) {
  return queryOptions({
    queryKey: ["recoveries", project] as const,
    queryFn: ({ signal }) => listed<RecoveryView>(`${projectPath(project)}/recoveries`, signal),
    refetchInterval: ({ state }) => (state.data?.length ? RECOVERY_EVERY_MS : SAFETY_NET_MS),
  });
}
