import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useMemo } from "react";
import { ageOf, type Format, formatFor } from "./format.ts";

/** The reader's formats, and ages in words: "4 min", "4 min ago". */
export function useFormat(): Format & { age: (at: number, now: number) => string; ago: (at: number, now: number) => string } {
  const locale = useLocale();
  const zone = useTimeZone() ?? "UTC";
  const t = useTranslations("ui");
  return useMemo(() => {
    const age = (at: number, now: number) => {
      const { unit, count } = ageOf(at, now);
      return t(`age.${unit}`, { count });
    };
    return { ...formatFor(locale, zone), age, ago: (at: number, now: number) => t("ago", { age: age(at, now) }) };
  }, [locale, zone, t]);
}
