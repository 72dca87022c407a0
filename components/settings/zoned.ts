/** Times as `datetime-local` fields hold them, "2027-02-24T02:58", meant in the reader's zone. */

export function toField(at: string, zone: string): string {
  const moment = Date.parse(at);
  return new Date(moment + offsetOf(moment, zone)).toISOString().slice(0, 16);
}

/** RFC 3339 in UTC; null while the field holds no time. */
export function fromField(text: string, zone: string): string | null {
  const wall = Date.parse(`${text}Z`);
  if (Number.isNaN(wall)) return null;
  // The offset is that of the moment meant, which lies one offset away from the wall's.
  const near = wall - offsetOf(wall, zone);
  return new Date(wall - offsetOf(near, zone)).toISOString();
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
