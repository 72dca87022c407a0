import type { PublishedState } from "./instances.ts";
import { type ModuleState, stagesOf } from "./module.ts";

/** A state of a module as services hear of it. */
export function publishedAs(revision: number, state: ModuleState): PublishedState {
  const { secondaryWrites = "best-effort", paused = false } = state.data ?? {};
  return { revision, stages: stagesOf(state), secondaryWrites, paused };
}
