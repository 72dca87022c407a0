import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { RiskView, riskBodySchema, riskListSchema, riskPatchSchema } from "./schema.ts";

/** Query keys, queries and calls of the risk register. */

export const riskKeys = { list: (project: string) => ["risks", project, "list"] as const };

const SAFETY_NET_MS = 30_000;

/** Every risk, worst first, the closed ones last. */
export function risksQuery(project: string) {
  return queryOptions({
    queryKey: riskKeys.list(project),
    queryFn: async ({ signal }): Promise<RiskView[]> =>
      (await api<z.infer<typeof riskListSchema>>("GET", `${projectPath(project)}/risks`, { signal })).items,
    refetchInterval: SAFETY_NET_MS,
  });
}

export function createRisk(project: string, body: z.input<typeof riskBodySchema>, idempotencyKey: string): Promise<RiskView> {
  return api("POST", `${projectPath(project)}/risks`, { body, idempotencyKey });
}

export function updateRisk(project: string, number: number, body: z.input<typeof riskPatchSchema>): Promise<RiskView> {
  return api("PATCH", `${projectPath(project)}/risks/${number}`, { body });
}
