import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import type { TeamView, teamBodySchema, teamListSchema, teamPatchSchema } from "./schema.ts";

/** Query keys, queries and calls of teams. */

export const teamKeys = { list: (project: string) => ["teams", project, "list"] as const };

export function teamsQuery(project: string) {
  return queryOptions({
    queryKey: teamKeys.list(project),
    queryFn: async ({ signal }): Promise<TeamView[]> =>
      (await api<z.infer<typeof teamListSchema>>("GET", `${projectPath(project)}/teams`, { signal })).items,
  });
}

export function createTeam(project: string, body: z.input<typeof teamBodySchema>, idempotencyKey: string): Promise<TeamView> {
  return api("POST", `${projectPath(project)}/teams`, { body, idempotencyKey });
}

export function updateTeam(project: string, id: string, body: z.input<typeof teamPatchSchema>): Promise<TeamView> {
  return api("PATCH", `${projectPath(project)}/teams/${id}`, { body });
}

export function deleteTeam(project: string, { id, version }: TeamView): Promise<null> {
  return api("DELETE", `${projectPath(project)}/teams/${id}?expectedVersion=${version}`);
}
