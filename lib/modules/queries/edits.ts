import type { z } from "zod";
import { api, projectPath } from "../../platform/api-client.ts";
import type { ModuleView, modulePatchSchema, registrationBodySchema } from "../schema.ts";

/** Calls that change modules, apart from the queries of pages that never do. */

export function registerModules(
  project: string,
  body: z.input<typeof registrationBodySchema>,
  idempotencyKey: string,
): Promise<{ items: ModuleView[] }> {
  return api("POST", `${projectPath(project)}/registrations`, { body, idempotencyKey });
}

export function updateModule(project: string, key: string, body: z.input<typeof modulePatchSchema>): Promise<ModuleView> {
  return api("PATCH", `${projectPath(project)}/modules/${encodeURIComponent(key)}`, { body });
}

/** Takes a module out of sight, or brings it back. */
export function archiveModule(project: string, { key, version }: ModuleView, archived = true): Promise<ModuleView> {
  const act = archived ? "archive" : "unarchive";
  const body = { expectedVersion: version };
  return api("POST", `${projectPath(project)}/modules/${encodeURIComponent(key)}/${act}`, { body });
}
