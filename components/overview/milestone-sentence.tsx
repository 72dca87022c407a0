"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { milestonesQuery } from "@/lib/milestones/queries.ts";
import { ahead } from "./milestones.ts";

/** Where the plan stands: its last milestone against its baseline, and the one that slipped most. */
export function MilestoneSentence() {
  const t = useTranslations("overview");
  const format = useFormat();
  const { project, href } = useConsole();
  const open = ahead(useQuery(milestonesQuery(project.key)).data ?? []);
  const last = open.at(-1);
  if (!last) return null;
  const latest = [...open].sort((a, b) => b.slipDays - a.slipDays)[0] ?? last;
  const dates = {
    name: last.name,
    current: format.calendarDay(last.currentDate),
    baseline: format.calendarDay(last.baselineDate),
  };
  if (latest.slipDays <= 0) return <span>{t("plan.onTime", dates)}</span>;
  return (
    <span>
      {t.rich(last.slipDays > 0 ? "plan.late" : "plan.catchUp", {
        ...dates,
        days: latest.slipDays,
        because: () => <Link href={href("/timeline")}>{latest.name}</Link>,
      })}
    </span>
  );
}
