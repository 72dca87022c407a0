import type { AuditEntry } from "../../audit/commands.ts";
import type { PlanRow } from "../../plans/reads.ts";
import type { Changed } from "../schema/outcome.ts";

/** What a command has decided about locked modules and not written yet, in its order. */
export type Journal = {
  steps: Step[];
  opened: Omit<PlanRow, "module" | "environment">[];
  /** Plans that came further or to their end, by id. */
  raised: Map<string, PlanRow>;
  /** Ids of proposals that ended. */
  overtaken: string[];
  entries: AuditEntry[];
};

/** One change of one switch. Its revision is given when it is written. */
export type Step = { id: string; changed: Changed };

export function emptyJournal(): Journal {
  return { steps: [], opened: [], raised: new Map(), overtaken: [], entries: [] };
}
