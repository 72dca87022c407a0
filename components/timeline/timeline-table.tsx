import { useTranslations } from "next-intl";
import { SortHead, type Sorting } from "@/components/console/sort-head.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { dateOf } from "@/lib/core/plan/plan-verdict.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";
import { MilestoneLane, PhaseLane } from "./lane.tsx";
import { monthsOf, type PhaseGroup, placeOf, type Span } from "./plan.ts";
import { Slip } from "./slip.tsx";
import styles from "./timeline-table.module.css";
import { useDay } from "./use-day.ts";

type Props = {
  groups: readonly PhaseGroup[];
  sorting: Sorting<string> | null;
  axis: Span;
  today: string;
  mayEdit: boolean;
  onMilestone: (milestone: MilestoneView) => void;
  onPhase: (phase: PhaseView) => void;
  onAdd: (phase: PhaseView) => void;
};

/** Phases with their milestones: dates as figures and on one axis, slip at the right. */
export function TimelineTable({ groups, sorting, axis, today, mayEdit, onMilestone, onPhase, onAdd }: Props) {
  const t = useTranslations("timeline");
  const day = useDay(today);
  const line = <Lines axis={axis} today={today} />;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <SortHead by="name" sorting={sorting}>
            {t("phaseAndMilestone")}
          </SortHead>
          <SortHead by="owner" sorting={sorting} className={styles.owner}>
            {t("field.owner")}
          </SortHead>
          <th scope="col" className={styles.axis}>
            <span className="visually-hidden">{t("axis")}</span>
            <AxisHead axis={axis} today={today} />
          </th>
          <SortHead by="baselineDate" sorting={sorting} className={`num ${styles.baseline}`}>
            {t("field.baselineDate")}
          </SortHead>
          <SortHead by="now" sorting={sorting} className={`num ${styles.now}`}>
            {t("now")}
          </SortHead>
          <SortHead by="status" sorting={sorting} className={styles.status}>
            {t("field.status")}
          </SortHead>
          <SortHead by="slipDays" sorting={sorting} className={`num ${styles.slip}`}>
            {t("slipHead")}
          </SortHead>
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody key={group.phase.id}>
          <tr className={styles.phase}>
            <th scope="rowgroup">
              {mayEdit ? (
                <button type="button" className={`link name ${styles.phaseName}`} onClick={() => onPhase(group.phase)}>
                  {group.phase.name}
                </button>
              ) : (
                group.phase.name
              )}
            </th>
            <td className={styles.owner}>
              {mayEdit && (
                <button type="button" className="link small mute" onClick={() => onAdd(group.phase)}>
                  {t("addMilestone")}
                  <span className="visually-hidden"> {t("to", { phase: group.phase.name })}</span>
                </button>
              )}
            </td>
            <td className={styles.axis}>
              {line}
              <PhaseLane axis={axis} group={group} />
            </td>
            <td className={`num ${styles.baseline}`}>{group.baseline && day(group.baseline.to)}</td>
            <td className={`num ${styles.now}`}>{group.current && day(group.current.to)}</td>
            <td className={styles.status}>{group.done ? t("status.done") : ""}</td>
            <td className={`num ${styles.slip}`}>{group.current && <Slip days={group.slipDays} marked={!group.done} />}</td>
          </tr>
          {group.milestones.map((milestone) => (
            <tr key={milestone.id} className={milestone.status === "dropped" ? styles.dropped : undefined}>
              <th scope="row" className={styles.milestone}>
                <button type="button" className="name link" onClick={() => onMilestone(milestone)}>
                  {milestone.name}
                </button>
              </th>
              <td className={styles.owner}>{milestone.owner || "–"}</td>
              <td className={styles.axis}>
                {line}
                <MilestoneLane axis={axis} milestone={milestone} />
              </td>
              <td className={`num dim ${styles.baseline}`}>{day(milestone.baselineDate)}</td>
              <td className={`num ${styles.now}`}>{day(dateOf(milestone))}</td>
              <td className={styles.status}>
                {milestone.overdue ? <Health state="watch">{t("overdue")}</Health> : t(`status.${milestone.status}`)}
              </td>
              <td className={`num ${styles.slip}`}>
                {milestone.status !== "dropped" && <Slip days={milestone.slipDays} marked={false} />}
              </td>
            </tr>
          ))}
          {group.milestones.length === 0 && (
            <tr>
              <td colSpan={7} className={`mute ${styles.milestone}`}>
                {t("noMilestones")}
              </td>
            </tr>
          )}
        </tbody>
      ))}
    </table>
  );
}

function AxisHead({ axis, today }: { axis: Span; today: string }) {
  const format = useFormat();
  const months = monthsOf(axis);
  const name = (month: string, before: string | undefined) => {
    const newYear = before !== undefined && before.slice(0, 4) !== month.slice(0, 4);
    const year = newYear ? ({ year: "numeric" } as const) : {};
    const locale = format.locale === "en" ? "en-GB" : format.locale;
    return new Date(month).toLocaleDateString(locale, { month: "short", timeZone: "UTC", ...year });
  };
  return (
    <span className={styles.months} aria-hidden="true">
      {months.map((month, index) => (
        <span key={month} style={{ left: `${placeOf(axis, month)}%` }}>
          {name(month, months[index - 1])}
        </span>
      ))}
      <b style={{ left: `${placeOf(axis, today)}%` }}>{format.calendarDay(today)}</b>
    </span>
  );
}

function Lines({ axis, today }: { axis: Span; today: string }) {
  return (
    <span className={styles.lines} aria-hidden="true">
      {monthsOf(axis).map((month) => (
        <i key={month} style={{ left: `${placeOf(axis, month)}%` }} />
      ))}
      <i className={styles.today} style={{ left: `${placeOf(axis, today)}%` }} />
    </span>
  );
}
