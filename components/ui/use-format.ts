import { useLocale, useTimeZone, useTranslations } from "next-intl";
import { useMemo } from "react";
import { ageOf, type Format, formatFor } from "./format.ts";

type Words = {
  /** "4 min" */
  age: (at: number, now: number) => string;
  /** "4 min ago" */
  ago: (at: number, now: number) => string;
  /** "api-1, api-2", or the first few of them "and 57 more"; `of` says how many there are where not all are at hand. */
  list: (items: readonly string[], most?: number, of?: number) => string;
  /** "errors 3 %, limit 2 %; no data for 5 min" */
  clauses: (parts: readonly string[]) => string;
  /** "data: Live 25 %" */
  labelled: (name: string, what: string) => string;
};

/** The reader's formats, and what takes words of the reader's language. */
export function useFormat(): Format & Words {
  const locale = useLocale();
  const zone = useTimeZone() ?? "UTC";
  const t = useTranslations("ui");
  return useMemo(() => {
    const age = (at: number, now: number) => {
      const { unit, count } = ageOf(at, now);
      return t(`age.${unit}`, { count });
    };
    const list = (items: readonly string[], most = items.length, of = items.length) => {
      const shown = items.slice(0, most).join(t("list.joint"));
      const count = of - Math.min(most, items.length);
      return count > 0 ? t("list.more", { shown, count }) : shown;
    };
    const clauses = (parts: readonly string[]) => parts.join(t("list.clause"));
    const labelled = (name: string, what: string) => t("labelled", { name, what });
    return { ...formatFor(locale, zone), age, ago: (at, now) => t("ago", { age: age(at, now) }), list, clauses, labelled };
  }, [locale, zone, t]);
}
