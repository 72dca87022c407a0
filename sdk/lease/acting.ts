import { actingApart, MOST_ACTING } from "../../lib/core/evaluation/acting.ts";
import type { Current } from "../kernel/current.ts";

/**
 * Which history this instance acts in and, while a state of another lineage waits, what it acts on otherwise: once all
 * that began before has drained and every failed write is told, so that this is all that there is of it.
 */
export function actingTerms(
  { snapshot, waiting }: Current,
  { acknowledgeable, owes }: { acknowledgeable: number; owes: boolean },
  problem: (problem: Error) => void,
): Record<string, unknown> {
  if (snapshot?.lineage === undefined) return {};
  const { lineage, revision } = snapshot;
  if (!waiting || owes || acknowledgeable < revision) return { lineage };
  const switches = actingApart(snapshot, waiting);
  if (Object.keys(switches).length <= MOST_ACTING) return { lineage, acting: { than: waiting.revision, switches } };
  problem(
    new Error(
      `More than ${MOST_ACTING} switches are not as they were restored; what this instance acts on cannot be told. Stop it when all others have spoken.`,
    ),
  );
  return { lineage };
}

/** The newest state it holds, and its stamp: that it was published, whatever the control plane remembers. */
export function knownTerms({ newest }: Current): Record<string, unknown> {
  if (newest?.lineage === undefined || newest.stamp === undefined) return {};
  const { lineage, revision, stamp } = newest;
  return { known: { lineage, revision, stamp } };
}
