import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../platform/api-client.ts";
import { attempt } from "../switches/queries/attempt.ts";
import type { Place } from "../switches/queries/place.ts";
import type { ProjectRollbackView, projectRolledBackSchema } from "./schema.ts";

const LOOK_EVERY_MS = 1000;

/** How far a rollback of the whole project has come; asked for again until its last module has come to its end. */
export function rollbackQuery(project: string, id: string) {
  return queryOptions({
    queryKey: ["rollbacks", project, id] as const,
    queryFn: ({ signal }) =>
      api<ProjectRollbackView>("GET", `${projectPath(project)}/rollbacks/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data && !isUnderWay(state.data) ? false : LOOK_EVERY_MS),
  });
}

/** Those that have not looked at every module yet. */
export function runningRollbacksQuery(project: string) {
  return queryOptions({
    queryKey: ["rollbacks", project, "running"] as const,
    queryFn: ({ signal }) =>
      api<{ items: ProjectRollbackView[] }>("GET", `${projectPath(project)}/rollbacks?state=running`, { signal }),
  });
}

export function isUnderWay({ state, modules }: ProjectRollbackView): boolean {
  return state === "running" || modules.waiting > 0;
}

/** Takes every module of the environment back. */
export function rollbackProject(
  place: Place,
  body: { to?: "old" },
  idempotencyKey: string,
): Promise<z.infer<typeof projectRolledBackSchema>> {
  return api("POST", `${projectPath(place.project)}/rollback`, {
    body: { ...body, environment: place.environment },
    idempotencyKey,
    signal: attempt(),
  });
}
