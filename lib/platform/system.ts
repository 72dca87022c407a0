import { randomUUID } from "node:crypto";
import type { Actor, ProjectContext, ProjectScope } from "./context.ts";
import type { Db } from "./db.ts";

/**
 * A context for what the system carries on with by itself, such as later steps of a plan somebody began. It acts as
 * that actor; the role was checked when the act was asked for.
 */
export function systemContext(db: Db, now: Date, project: { id: string; key: string }, actor: Actor): ProjectContext {
  const scope = { id: project.id, key: project.key, role: "lead", environmentId: null, environmentKey: null } as ProjectScope;
  return { db, actor, now, requestId: randomUUID(), origin: "system", project: scope };
}
