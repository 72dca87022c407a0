/** Of many, so few are named; the others are counted. */
export const MOST_NAMED = 5;

/** "a; b; c and 297 more" */
export function fewOf(names: readonly string[], between = "; "): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(between)}${more > 0 ? ` and ${more} more` : ""}`;
}
