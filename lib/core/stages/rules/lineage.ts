import { fewOf } from "../../text/few.ts";
import type { Rule } from "../move.ts";

/** After a restore nothing moves, in no direction, until it is known what instances act on. */
export const lineage: Rule = ({ facts }) => {
  if (!facts.recovering) return null;
  const { since, unheard } = facts.recovering;
  const waits =
    unheard.length > 0
      ? `Nothing moves until ${fewOf(unheard, ", ")} has said what it acts on.`
      : "Every instance that is known has said what it acts on; what differs is to be settled first.";
  return {
    rule: "lineage",
    passed: false,
    overridable: false,
    message: `The control plane was restored from an older copy. ${waits}`,
    detail: { since: since.toISOString(), unheard: fewOf(unheard, ", ") },
  };
};
