import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, projectPath } from "../../platform/api-client.ts";
import type { ChangeBody } from "../schema/bodies.ts";
import type { EvaluationView, evaluationBodySchema } from "../schema/evaluation.ts";
import type { Preview } from "../schema/outcome.ts";
import type { RollbackPreview } from "../schema/rollback.ts";
import { switchKeys } from "./keys.ts";
import { type Place, switchPath } from "./place.ts";

/** Queries of what an act would come to. */

/** Waiting for instances makes no event either, so a preview with a refusal is asked for again. */
const ASK_AGAIN_MS = 2000;

/** What a change would come to and what stands against it. */
export function previewQuery(place: Place, key: string, body: ChangeBody) {
  return queryOptions({
    queryKey: switchKeys.preview(place, key, body),
    queryFn: ({ signal }) => api<Preview>("POST", `${switchPath(place, key)}/preview`, { body, signal }),
    refetchInterval: ({ state }) => (state.data && !state.data.ok ? ASK_AGAIN_MS : false),
    staleTime: ASK_AGAIN_MS,
    retry: false,
  });
}

/** What a rollback of every module would change, switch by switch. */
export function projectRollbackQuery(place: Place, to: "old" | undefined) {
  const asked = new URLSearchParams({ environment: place.environment, ...(to === undefined ? {} : { to }) });
  return queryOptions({
    queryKey: [...switchKeys.all, "rollback", place.project, place.environment, to ?? ""] as const,
    queryFn: ({ signal }) => api<RollbackPreview>("GET", `${projectPath(place.project)}/rollback?${asked}`, { signal }),
    staleTime: ASK_AGAIN_MS,
  });
}

/** Where one subject is and why, by the stored rules and by others. */
export function evaluate(place: Place, key: string, body: z.input<typeof evaluationBodySchema>): Promise<EvaluationView> {
  return api("POST", `${switchPath(place, key)}/evaluation`, { body });
}
