import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { PhaseView, phaseBodySchema, phaseListSchema, phasePatchSchema } from "./schema.ts";

/** Query keys, queries and calls of phases. */

export const phaseKeys = { list: (project: string) => ["phases", project, "list"] as const };

const SAFETY_NET_MS = 60_000;

export function phasesQuery(project: string) {
  return queryOptions({
    queryKey: phaseKeys.list(project),
    queryFn: async ({ signal }): Promise<PhaseView[]> =>
      (await api<z.infer<typeof phaseListSchema>>("GET", `${projectPath(project)}/phases`, { signal })).items,
    refetchInterval: SAFETY_NET_MS,
  });
}

export function createPhase(project: string, body: z.input<typeof phaseBodySchema>, idempotencyKey: string): Promise<PhaseView> {
  return api("POST", `${projectPath(project)}/phases`, { body, idempotencyKey });
}

export function updatePhase(project: string, id: string, body: z.input<typeof phasePatchSchema>): Promise<PhaseView> {
  return api("PATCH", phasePath(project, id), { body });
}

export function deletePhase(project: string, id: string, expectedVersion: number): Promise<null> {
  return api("DELETE", `${phasePath(project, id)}?expectedVersion=${expectedVersion}`);
}

function phasePath(project: string, id: string): string {
  return `${projectPath(project)}/phases/${encodeURIComponent(id)}`;
}
