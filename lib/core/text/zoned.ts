/** Times without a zone, as `datetime-local` fields hold them: "2027-02-24T02:58". */

const DAY_MS = 86_400_000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/;

/** An IANA name that this runtime knows. An offset is none: it has no summer. */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }) !== null;
  } catch {
    return false;
  }
}

/** What the zone's clocks show at a moment, with seconds where there are any. */
export function shownIn(zone: string, at: string): string {
  const moment = Date.parse(at);
  const shown = new Date(moment + offsetOf(moment, zone)).toISOString();
  return shown.slice(0, moment % 60_000 === 0 ? 16 : moment % 1000 === 0 ? 19 : 23);
}

/**
 * What is meant by a time in a zone: the moment in RFC 3339, null for none. Where clocks go forward some times do not
 * exist, `skipped`; where they go back some come twice, and the one `asked` for is meant and named.
 */
export type Meant = { at: string | null; which: "skipped" | "first" | "last" | null };

export function meantIn(zone: string, shown: string, asked: "first" | "last" = "first"): Meant {
  const wall = TIME.test(shown) ? Date.parse(`${shown}Z`) : Number.NaN;
  if (Number.isNaN(wall)) return { at: null, which: null };
  // Clocks change once in two days at the most, so these are all the distances from UTC that it can be read by.
  const offsets = new Set([offsetOf(wall - DAY_MS, zone), offsetOf(wall + DAY_MS, zone)]);
  const moments = [...offsets].map((offset) => wall - offset).filter((at) => at + offsetOf(at, zone) === wall);
  const meant = asked === "first" ? Math.min(...moments) : Math.max(...moments);
  if (moments.length === 0) return { at: null, which: "skipped" };
  return { at: new Date(meant).toISOString(), which: moments.length > 1 ? asked : null };
}

/** Milliseconds the zone's clocks are ahead of UTC at a moment. */
function offsetOf(moment: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(moment);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return wall - Math.floor(moment / 1000) * 1000;
}
