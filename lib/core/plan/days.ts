/** Calendar days as `YYYY-MM-DD` in UTC; they sort as text. */

const DAY_MS = 24 * 60 * 60 * 1000;

export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when `to` comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
