import { useTranslations } from "next-intl";
import type { Meant } from "@/lib/core/text/zoned.ts";

/** What stands below a field whose time does not exist in the zone, or comes twice. */
export function useMeantWords(zone: string): (meant: Meant) => { hint?: string; error?: string } {
  const t = useTranslations("ui.time");
  return ({ which }) => {
    if (which === null) return {};
    return which === "skipped" ? { error: t("skipped", { zone }) } : { hint: t(which, { zone }) };
  };
}
