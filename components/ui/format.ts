/** Numbers and times as a reader of one language and zone sees them. Real minus, unit after a fixed space. */

export const SPACE = "\u00a0";
const MINUS = "\u2212";
const NONE = "–";

export type Format = ReturnType<typeof formatFor>;

export function formatFor(locale: string, zone: string) {
  const number = (value: number, options: Intl.NumberFormatOptions = {}) =>
    made("number", locale, options, () => new Intl.NumberFormat(locale, options))
      .format(value)
      .replace("-", MINUS);
  const date = (at: number | string, given: Intl.DateTimeFormatOptions, timeZone = zone) => {
    const options = { timeZone, ...given };
    const make = () => new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, options);
    return made("date", locale, options, make).format(new Date(at));
  };
  const day = { day: "numeric", month: "short" } as const;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

  return {
    locale,
    zone,
    /** "1,248" */
    count: (value: number) => number(value),
    /** A share in thousandths of a percent: "25 %", "0.001 %". */
    share: (thousandths: number) => `${number(thousandths / 1000, { maximumFractionDigits: 3 })}${SPACE}%`,
    /** A part of a whole: "0.015 %". Two figures that matter, so that rare things do not read as zero. */
    rate: (part: number, whole: number) => {
      if (whole === 0) return NONE;
      const percent = (part / whole) * 100;
      return `${number(percent, percent < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 1 })}${SPACE}%`;
    },
    /** A duration in seconds to three figures: "212 ms", "1.84 s". */
    duration: (seconds: number | null) => {
      if (seconds === null) return NONE;
      const three = { minimumSignificantDigits: 3, maximumSignificantDigits: 3, useGrouping: false };
      return seconds < 0.9995 ? `${number(seconds * 1000, three)}${SPACE}ms` : `${number(seconds, three)}${SPACE}s`;
    },
    /** Per second, without its unit: "0.4", "312". */
    perSecond: (value: number) => number(value, value < 10 ? { maximumFractionDigits: 1 } : { maximumFractionDigits: 0 }),
    /** How much more or less `to` is than `from`: "+188 %", "−91 %". */
    change: (from: number | null, to: number | null) =>
      from === null || to === null || from === 0
        ? NONE
        : `${number((to / from - 1) * 100, { maximumFractionDigits: 0, signDisplay: "exceptZero" })}${SPACE}%`,
    /** Difference of two rates in percentage points, without its unit: "+0.21". */
    points: (from: number, to: number) =>
      number((to - from) * 100, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" }),
    /** Whole days with their sign: "+6", "0". */
    signed: (value: number) => number(value, { signDisplay: "exceptZero" }),
    /** "02:54" */
    time: (at: number | string) => date(at, clock),
    /** "24 Feb" */
    day: (at: number | string) => date(at, day),
    /** "24 Feb, 02:58" */
    dayTime: (at: number | string) => date(at, { ...day, ...clock }),
    /** A calendar date without a time, "2027-02-24", in no zone: "24 Feb". */
    calendarDay: (iso: string) => date(iso.slice(0, 10), day, "UTC"),
    /** The same with its year. */
    calendarDate: (iso: string) => date(iso.slice(0, 10), { ...day, year: "numeric" }, "UTC"),
    /** "Wed 24 Feb 2027, 02:58 Shanghai · 23 Feb, 18:58 UTC" */
    exact: (at: number | string) => {
      const here = `${date(at, { ...day, year: "numeric", weekday: "short", ...clock })}${SPACE}${placeOf(zone)}`;
      return zone === "UTC" ? here : `${here} · ${date(at, { ...day, ...clock }, "UTC")}${SPACE}UTC`;
    },
    /** "02:14 UTC" */
    timeUtc: (at: number | string) => `${date(at, clock, "UTC")}${SPACE}UTC`,
  };
}

/** Of so many languages, zones and forms; more than a reader meets, and a server keeps those it needed last. */
const MOST_MADE = 200;
const makers = new Map<string, unknown>();

/** Made once: to make one takes far longer than to use it, and a table has hundreds of numbers and times. */
function made<T>(kind: string, locale: string, options: object, make: () => T): T {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  const known = (makers.get(key) as T | undefined) ?? make();
  makers.delete(key);
  makers.set(key, known);
  for (const oldest of makers.keys()) {
    if (makers.size <= MOST_MADE) break;
    makers.delete(oldest);
  }
  return known;
}

/** "Shanghai" for Asia/Shanghai. */
function placeOf(zone: string): string {
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

export type Age = { unit: "second" | "minute" | "hour" | "day"; count: number };

/** How long ago, in the largest unit that fits at least once. Never negative. */
export function ageOf(at: number, now: number): Age {
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 60) return { unit: "second", count: seconds };
  if (seconds < 3600) return { unit: "minute", count: Math.floor(seconds / 60) };
  if (seconds < 86_400) return { unit: "hour", count: Math.floor(seconds / 3600) };
  return { unit: "day", count: Math.floor(seconds / 86_400) };
}
