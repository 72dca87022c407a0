import { useTranslations } from "next-intl";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";

/** Days against the baseline; a mark only where it is asked for and something is late. */
export function Slip({ days, marked }: { days: number; marked: boolean }) {
  const t = useTranslations("timeline");
  const format = useFormat();
  if (days === 0) return <span className="dim">{t("onTime")}</span>;
  const text = t("slip", { days: format.signed(days) });
  return marked && days > 0 ? <Health state="watch">{text}</Health> : <span className="dim">{text}</span>;
}
