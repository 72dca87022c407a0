import type { InstanceFacts, PublishedState } from "../../core/stages/instances.ts";
import type { ProjectContext } from "../../platform/context.ts";
import { ask, idsOf } from "../facts/ask.ts";
import { instances } from "../facts/instances.ts";
import { published } from "../facts/published.ts";

/** Who may act on which states of one module. In a command, call it after the environment was locked. */
export async function actingOn(
  { db, project }: ProjectContext,
  { environmentId, moduleId }: { environmentId: string; moduleId: string },
): Promise<{ published: PublishedState[]; instances: InstanceFacts[] }> {
  const scope = { projectId: project.id, environmentId, modules: idsOf([moduleId]) };
  const found = await ask(db, scope, { published, instances });
  return { published: found.published.get(moduleId) ?? [], instances: found.instances };
}
