"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { Health } from "@/components/ui/mark.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { milestonesQuery } from "@/lib/milestones/queries.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import { ahead } from "./milestones.ts";

const SHOWN = 3;

/** The three nearest milestones with how far they slipped. */
export function NextMilestones() {
  const t = useTranslations("overview");
  const shell = useTranslations("shell");
  const { project, href } = useConsole();
  const query = useQuery(milestonesQuery(project.key));
  const asked = useQueryState(query);
  const next = ahead(query.data ?? []).slice(0, SHOWN);
  const empty = { is: "empty", text: t("noMilestones") } as const;
  return (
    <Panel
      title={t("nextMilestones")}
      end={<Link href={href("/timeline")}>{shell("page.timeline")}</Link>}
      state={asked.is === "ok" && next.length === 0 ? empty : asked}
    >
      <ul className="list">
        {next.map((milestone) => (
          <li key={milestone.id}>
            <Link href={href("/timeline")}>{milestone.name}</Link>
            <Slip milestone={milestone} />
            <Dates milestone={milestone} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Slip({ milestone: { slipDays, overdue } }: { milestone: MilestoneView }) {
  const t = useTranslations("overview");
  const format = useFormat();
  const text = slipDays === 0 ? t("onTime") : t("slip", { days: format.signed(slipDays) });
  return overdue ? <Health state="watch">{slipDays === 0 ? t("overdue") : text}</Health> : <span className="dim">{text}</span>;
}

function Dates({ milestone: { baselineDate, currentDate } }: { milestone: MilestoneView }) {
  const format = useFormat();
  const now = format.calendarDay(currentDate);
  return <span className="small">{baselineDate === currentDate ? now : `${format.calendarDay(baselineDate)} → ${now}`}</span>;
}
