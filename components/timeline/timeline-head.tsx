import { useTranslations } from "next-intl";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { daysBetween } from "@/lib/core/plan/days.ts";
import type { Verdict } from "./plan.ts";
import { useDay } from "./use-day.ts";

/** Late or not, by how much, because of which milestone. */
export function TimelineHead({ verdict, today, end }: { verdict: Verdict | null; today: string; end: React.ReactNode }) {
  const t = useTranslations("timeline");
  const format = useFormat();
  const day = useDay(today);
  const overdue = verdict?.is === "open" ? verdict.overdue : [];
  const [oldest] = overdue;
  const sentence = () => {
    if (!verdict) return t("verdict.unknown");
    if (verdict.is === "empty") return t("verdict.empty");
    const dates = { end: day(verdict.end) };
    if (verdict.is === "done") return t("verdict.done", { ...dates, days: verdict.days, count: Math.abs(verdict.days) });
    const against = { ...dates, baseline: day(verdict.baseline), count: Math.abs(verdict.days) };
    if (verdict.days === 0 && oldest) return t("verdict.overdue", { ...dates, count: overdue.length });
    return t(verdict.days > 0 ? "verdict.late" : verdict.days < 0 ? "verdict.early" : "verdict.onTime", against);
  };
  const cause = verdict?.is === "open" ? verdict.cause : null;
  return (
    <>
      <div className="page">
        <h1>{t("title")}</h1>
        <span className="age">{end}</span>
      </div>
      <p className="lede">
        {oldest && <Mark state="watch" />}
        {sentence()}
      </p>
      <p className="sub">
        {cause && <span>{t("because", { name: cause.name, days: format.signed(cause.slipDays) })}</span>}
        {oldest && (
          <span className="c-watch">
            {t("overdueBy", { name: oldest.name, days: daysBetween(oldest.currentDate, today), more: overdue.length - 1 })}
          </span>
        )}
      </p>
    </>
  );
}
