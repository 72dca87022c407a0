import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";

/** What is known of a milestone. */
export function MilestoneFacts({ milestone, phases }: { milestone: MilestoneView; phases: readonly PhaseView[] }) {
  const t = useTranslations("timeline");
  const format = useFormat();
  const facts: [string, string][] = [
    [t("field.phase"), phases.find(({ id }) => id === milestone.phase)?.name ?? ""],
    [t("field.owner"), milestone.owner],
    [t("field.status"), t(`status.${milestone.status}`)],
    [t("field.baselineDate"), format.calendarDate(milestone.baselineDate)],
    [t("field.currentDate"), format.calendarDate(milestone.currentDate)],
    [t("field.doneDate"), milestone.doneDate ? format.calendarDate(milestone.doneDate) : ""],
    [t("slipHead"), t("slip", { days: format.signed(milestone.slipDays) })],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value || "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
