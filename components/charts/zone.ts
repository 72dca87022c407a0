/** Distance of a zone from UTC at a moment, in seconds; 0 when the zone is unknown. */
export function zoneOffset(timeZone: string | undefined, t: number): number {
  const at = new Date(t * 1000);
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value ?? 0);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return Math.round(local / 1000 - Math.floor(t));
}
