import type { Refusal } from "../../core/stages/propose.ts";

/** What stands against everything that would move what is out of sight. */

export function archivedModule(module: string): Refusal {
  return { rule: "archived", message: `${module} is archived. Bring it back first.`, detail: { name: module } };
}

export function archivedEnvironment(environment: string): Refusal {
  return { rule: "archived", message: `${environment} is archived. Bring it back first.`, detail: { name: environment } };
}
