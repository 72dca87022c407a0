import { useTranslations } from "next-intl";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { daysBetween } from "@/lib/core/plan/days.ts";
import type { PlanVerdict } from "@/lib/core/plan/plan-verdict.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import { isGood, usePlanSentence } from "./plan-sentence.ts";

type Props = { verdict: PlanVerdict<MilestoneView> | null; today: string; end: React.ReactNode };

/** Late or not, by how much, because of which milestone. */
export function TimelineHead({ verdict, today, end }: Props) {
  const t = useTranslations("timeline");
  const format = useFormat();
  const say = usePlanSentence(today);
  const overdue = verdict && "overdue" in verdict ? verdict.overdue : [];
  const [oldest] = overdue;
  const cause = verdict?.is === "late" ? verdict.cause : null;
  return (
    <>
      <div className="page">
        <h1>{t("title")}</h1>
        <span className="age">{end}</span>
      </div>
      <p className="lede">
        {verdict && !isGood(verdict) && <Mark state="watch" />}
        {verdict ? say(verdict) : t("verdict.unknown")}
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
