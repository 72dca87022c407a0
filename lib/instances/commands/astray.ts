import type { Acting } from "../schema.ts";
import type { InstanceRow, Said } from "./run.ts";

/** The history revisions belong to: its name, its first revision here, and where the one before it was restored to. */
export type Lineage = { id: string; from: number; restored: number; recovering: boolean };

/** Whether a word comes from a history that was lost when the state was restored from an older copy. */
export function isAstray({ lineage, revision }: Said, { id, from, restored }: Lineage): boolean {
  return (lineage !== undefined && lineage !== id) || (revision > restored && revision < from);
}

/**
 * The revision a word counts for. What lies beyond the restored one is known to nobody: whoever acts on it acknowledges
 * nothing that is published here.
 */
export function countedRevision(word: Said, lineage: Lineage): number {
  return isAstray(word, lineage) ? Math.min(word.revision, lineage.restored) : word.revision;
}

/** What a run acts on beside what is published; null for those that follow the present history. */
export function actingOf(word: Said, before: InstanceRow | null, lineage: Lineage): Acting | null {
  if (!word.acting || !isAstray(word, lineage)) return null;
  return { ...word.acting, adopting: mayAdopt(word, before, lineage) || (before?.acting?.adopting ?? false) };
}

/** Whether it is new that this run acts on something else: nothing may move until that is settled. */
export function goesAstray(word: Said, before: InstanceRow | null, lineage: Lineage): boolean {
  if (lineage.recovering || word.leaseSeconds === 0 || before?.acting || !isAstray(word, lineage)) return false;
  return !word.acting || Object.keys(word.acting.switches).length > 0;
}

/** Whether a run may go over to what is published: everything that instances act on goes with it. */
export function mayAdopt(word: Said, before: InstanceRow | null, lineage: Lineage): boolean {
  return word.acting !== undefined && !lineage.recovering && isAstray(word, lineage) && !goesAstray(word, before, lineage);
}

/** Whether it would begin to act on what was restored before it is known whether that goes with what others act on. */
export function comesTooSoon(word: Said, before: InstanceRow | null, lineage: Lineage): boolean {
  if (!lineage.recovering || word.leaseSeconds === 0 || isAstray(word, lineage)) return false;
  const changes = word.lineage !== undefined && before !== null && before.revision < lineage.from;
  return (word.register || changes) && !before?.acting?.adopting;
}
