"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { CsvButton } from "@/components/console/csv-button.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { sorted, sortingIn } from "@/components/console/sort-head.tsx";
import { useKeys } from "@/components/console/use-keys.tsx";
import { useSearchValue } from "@/components/console/use-search-value.ts";
import { useSheet } from "@/components/console/use-sheet.ts";
import { useToday } from "@/components/console/use-today.ts";
import { Panel } from "@/components/ui/panel.tsx";
import { planVerdict } from "@/lib/core/plan/plan-verdict.ts";
import { milestonesQuery } from "@/lib/milestones/queries.ts";
import { phasesQuery } from "@/lib/phases/queries.ts";
import { MilestoneSheet, NewMilestone } from "./milestone-sheet.tsx";
import { NewPhase, PhaseSheet } from "./phase-sheet.tsx";
import { axisOf, groupsOf } from "./plan.ts";
import { COLUMNS, csvLines, keyOf } from "./sorting.ts";
import { TimelineHead } from "./timeline-head.tsx";
import { TimelineTable } from "./timeline-table.tsx";

/** The plan of the programme as a list: phases, their milestones, and how far each has slipped. */
export function TimelinePage() {
  const t = useTranslations("timeline");
  const { project, allows } = useConsole();
  const phases = useQuery(phasesQuery(project.key));
  const milestones = useQuery(milestonesQuery(project.key));
  const state = useQueryState(phases.isError || phases.data === undefined ? phases : milestones, 8, [phases, milestones]);
  const today = useToday();
  const { sheet, show, close } = useSheet(["milestone", "new-milestone", "phase", "new-phase"]);
  const mayEdit = allows("plan.edit");
  useKeys({
    n: () => {
      if (mayEdit) show("new-phase");
    },
  });

  const known = phases.data !== undefined && milestones.data !== undefined;
  const list = phases.data ?? [];
  const all = milestones.data ?? [];
  const [sort] = useSearchValue("sort");
  const sorting = sortingIn(sort, COLUMNS);
  const groups = groupsOf(list, all).map((group) => ({ ...group, milestones: sorted(group.milestones, sorting, keyOf) }));
  const milestone = sheet?.kind === "milestone" && all.find(({ id }) => id === sheet.of);
  const phase = list.find(({ id }) => id === sheet?.of);
  const addPhase = (
    <button type="button" className="btn" onClick={() => show("new-phase")}>
      {t("newPhase")} <kbd className="wide-only">n</kbd>
    </button>
  );
  const empty = state.is === "ok" && known && list.length === 0;

  return (
    <>
      <TimelineHead
        verdict={known ? planVerdict(all) : null}
        today={today}
        end={mayEdit ? list.length > 0 && addPhase : t("needsLead")}
      />
      <div style={{ marginTop: 16 }}>
        <Panel
          title={t("listTitle")}
          note={t("listNote", { phases: list.length, milestones: all.length })}
          end={<CsvButton name="timeline" lines={async () => csvLines(groups)} />}
          state={empty ? { is: "empty", text: t("empty"), act: mayEdit ? addPhase : undefined } : state}
        >
          <TimelineTable
            groups={groups}
            sorting={sorting}
            axis={axisOf(all, today)}
            today={today}
            mayEdit={mayEdit}
            onMilestone={(milestone) => show("milestone", milestone.id)}
            onPhase={(phase) => show("phase", phase.id)}
            onAdd={(phase) => show("new-milestone", phase.id)}
          />
        </Panel>
      </div>
      {milestone && <MilestoneSheet key={milestone.id} milestone={milestone} phases={list} onClose={close} />}
      {mayEdit && phase && sheet?.kind === "new-milestone" && <NewMilestone phase={phase} phases={list} onClose={close} />}
      {mayEdit && phase && sheet?.kind === "phase" && (
        <PhaseSheet
          phase={phase}
          phases={list}
          milestones={all.filter((one) => one.phase === phase.id).length}
          onAdd={() => show("new-milestone", phase.id)}
          onClose={close}
        />
      )}
      {mayEdit && sheet?.kind === "new-phase" && <NewPhase phases={list} onClose={close} />}
    </>
  );
}
