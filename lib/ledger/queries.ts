import { queryOptions } from "@tanstack/react-query";
import { api, projectPath } from "../platform/api-client.ts";
import type { LedgerList } from "./schema.ts";

/** Query keys and queries of the secondary-write ledger. */

type Which = { environment: string; module: string; state: "open" | "resolved" };

export const ledgerKeys = {
  list: (project: string, { environment, module, state }: Which) => ["ledger", project, environment, module, state] as const,
};

const REFRESH_MS = 5000;

/** Fifty entries of a module: the open ones oldest first, the resolved ones newest first, and how many are open. */
export function ledgerQuery(project: string, which: Which) {
  return queryOptions({
    queryKey: ledgerKeys.list(project, which),
    queryFn: ({ signal }): Promise<LedgerList> =>
      api("GET", `${projectPath(project)}/ledger?${new URLSearchParams(which)}`, { signal }),
    refetchInterval: REFRESH_MS,
  });
}
