import { useTranslations } from "next-intl";
import type { PlanVerdict } from "@/lib/core/plan/plan-verdict.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import { useDay } from "./use-day.ts";

/** The one sentence on the plan, to stand beside its mark. */
export function usePlanSentence(today: string): (verdict: PlanVerdict<MilestoneView>) => string {
  const t = useTranslations("timeline.verdict");
  const day = useDay(today);
  return (verdict) => {
    if (verdict.is === "empty") return t("empty");
    const { is, days } = verdict;
    const end = day(verdict.end);
    if (is === "done") return t("done", { end, days, count: Math.abs(days) });
    const { cause, overdue } = verdict;
    if (is === "overdue") return t("overdue", { end, count: overdue.length });
    const values = { end, baseline: day(verdict.baseline), count: Math.abs(days) };
    return t(is, { ...values, cause: cause?.name ?? "", days: cause?.slipDays ?? 0 });
  };
}

/** Nothing is wrong with it as far as is known. */
export function isGood({ is }: PlanVerdict<MilestoneView>): boolean {
  return is === "onTime" || is === "early" || is === "done" || is === "empty";
}
