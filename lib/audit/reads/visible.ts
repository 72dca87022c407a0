import type { ProjectContext } from "../../platform/context.ts";

/** Of events that name no environment, a token of one environment reads of these: they are the project's plan. */
export const PLAN_KINDS: readonly string[] = ["project", "module", "phase", "milestone", "risk", "window"];

/** Whether the asker may know of an event: a token of one environment knows that one, and the plan. */
export function maySee(
  { environmentKey }: Pick<ProjectContext["project"], "environmentKey">,
  event: { environment: string | null; targetKind: string },
): boolean {
  if (environmentKey === null) return true;
  return event.environment === null ? PLAN_KINDS.includes(event.targetKind) : event.environment === environmentKey;
}
