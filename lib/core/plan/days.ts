import { shownIn } from "../text/zoned.ts";

/** Calendar days as `YYYY-MM-DD`; they sort as text. */

const DAY_MS = 24 * 60 * 60 * 1000;

/** The day that is kept as its midnight in UTC. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** The day a zone has at a moment. */
export function dayIn(zone: string, moment: Date): string {
  return shownIn(zone, moment.toISOString()).slice(0, 10);
}

/** Whole days from one day to another; negative when `to` comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
