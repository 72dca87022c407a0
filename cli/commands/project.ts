import type { ProjectView } from "../../lib/projects/schema.ts";
import type { Answer } from "../output.ts";
import type { Session } from "../session.ts";

type Flags = { name: string; goal?: string };

/** Makes a project with its three environments. */
export async function createProject({ console }: Session, key: string, { name, goal = "" }: Flags): Promise<Answer> {
  const made = await console.post<ProjectView>("/projects", { key, name, goal });
  const environments = made.environments.map((environment) => environment.key).join(", ");
  return {
    document: made,
    tell: (out) => {
      out.print(`The project ${made.key} is there, with the environments ${environments}.`, "good");
      out.print(`Its modules: switchyard module add <key>... --project ${made.key}`);
    },
  };
}
