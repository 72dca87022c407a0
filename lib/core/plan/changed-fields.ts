type Fields = Record<string, unknown>;

export type ChangedFields<T> = { before: Partial<T>; after: Partial<T> };

/**
 * The fields `wanted` would change, as they are and as they would be; null when there are none. A field that
 * is undefined stays as it is. Dates count as equal when they name the same moment, lists when they hold the same.
 */
export function changedFields<T extends Fields>(
  stored: T,
  wanted: { [K in keyof T]?: T[K] | undefined },
): ChangedFields<T> | null {
  const before: Partial<T> = {};
  const after: Partial<T> = {};
  for (const key of Object.keys(wanted) as (keyof T)[]) {
    const value = wanted[key];
    if (value === undefined || plain(value) === plain(stored[key])) continue;
    before[key] = stored[key];
    after[key] = value;
  }
  return Object.keys(after).length === 0 ? null : { before, after };
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  return Array.isArray(value) ? JSON.stringify(value) : value;
}
