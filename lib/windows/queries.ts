import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { WindowView, windowBodySchema, windowListSchema, windowPatchSchema } from "./schema.ts";

/** Query keys, queries and calls of freeze windows. */

export const windowKeys = { list: (project: string) => ["windows", project, "list"] as const };

const SAFETY_NET_MS = 30_000;

/** Freeze windows that are open or to come, the next one first. */
export function windowsQuery(project: string) {
  return queryOptions({
    queryKey: windowKeys.list(project),
    queryFn: async ({ signal }): Promise<WindowView[]> =>
      (await api<z.infer<typeof windowListSchema>>("GET", `${projectPath(project)}/windows`, { signal })).items,
    refetchInterval: SAFETY_NET_MS,
  });
}

export function createWindow(
  project: string,
  body: z.input<typeof windowBodySchema>,
  idempotencyKey: string,
): Promise<WindowView> {
  return api("POST", `${projectPath(project)}/windows`, { body, idempotencyKey });
}

export function updateWindow(project: string, id: string, body: z.input<typeof windowPatchSchema>): Promise<WindowView> {
  return api("PATCH", windowPath(project, id), { body });
}

export function deleteWindow(project: string, id: string, expectedVersion: number): Promise<null> {
  return api("DELETE", `${windowPath(project, id)}?expectedVersion=${expectedVersion}`);
}

function windowPath(project: string, id: string): string {
  return `${projectPath(project)}/windows/${encodeURIComponent(id)}`;
}
