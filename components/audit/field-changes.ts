type Values = Record<string, unknown> | null;
export type FieldChange = { name: string; before: unknown; after: unknown };

/** Fields that differ between the two sides of an event, in the order they were stored. */
export function fieldChanges({ before, after }: { before: Values; after: Values }): FieldChange[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .map((name) => ({ name, before: before?.[name] ?? null, after: after?.[name] ?? null }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

/** A rollback whose reason nobody has given yet. */
export function isPending({ act, reason, reasonGiven }: { act: string; reason: unknown; reasonGiven: unknown }): boolean {
  return act === "switch.rollback" && !reason && !reasonGiven;
}

/** The standing of a switch among the values of one side; null when they are not those of a switch. */
export function standingIn(values: Values): { position: string; next: string | null; share: number } | null {
  if (!values) return null;
  const { position, next, share } = values;
  if (typeof position !== "string" || typeof share !== "number") return null;
  return { position, next: typeof next === "string" ? next : null, share };
}

/** How many of the newest events are not in the list yet. Sequences of a project only grow. */
export function newSince(newest: readonly { sequence: number }[], top: number): number {
  return newest.filter(({ sequence }) => sequence > top).length;
}
