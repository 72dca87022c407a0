import { useLocale, useTimeZone } from "next-intl";
import { useMemo } from "react";
import type { Frame } from "./data.ts";
import { zoneOffset } from "./zone.ts";

/** Times of one chart in the reader's zone and language. */
export type ChartTimes = {
  /** Seconds between the zone and UTC, so that ticks fall on its round hours. */
  offset: number;
  /** On the axis: the time, or the day when the chart spans several. */
  tick: (t: number) => string;
  /** In words: the time, with the day when the chart spans several. */
  clock: (t: number) => string;
};

const DAY = 86_400;

export function useChartTimes({ from, to, step }: Frame): ChartTimes {
  const locale = useLocale();
  const timeZone = useTimeZone();
  return useMemo(() => {
    const days = to - from > DAY;
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    const day = { day: "numeric", month: "short" } as const;
    const fine = step < 60 ? { ...time, second: "2-digit" as const } : time;
    const axis = new Intl.DateTimeFormat(locale, { timeZone, ...(days ? day : time) });
    const words = new Intl.DateTimeFormat(locale, { timeZone, ...(days ? { ...day, ...time } : fine) });
    return {
      offset: zoneOffset(timeZone, to),
      tick: (t) => axis.format(t * 1000),
      clock: (t) => words.format(t * 1000),
    };
  }, [locale, timeZone, from, to, step]);
}
