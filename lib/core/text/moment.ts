/** What a time that is to be stored is told to be. */
export const TIME_EXPECTED = "expected a time from 1970 on, before the year 9999";

/** Whether an RFC 3339 text names a time whose year has four digits in UTC, too, with room for a span after it. */
export function isStorableTime(text: string): boolean {
  const year = new Date(text).getUTCFullYear();
  return year >= 1970 && year < 9999;
}
