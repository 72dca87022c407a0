"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useQueryState } from "@/components/console/query-state.ts";
import { useKeys } from "@/components/console/use-keys.tsx";
import { useNow } from "@/components/ui/clock.tsx";
import { Panel } from "@/components/ui/panel.tsx";
import { dayOf } from "@/lib/core/plan/days.ts";
import { planVerdict } from "@/lib/core/plan/plan-verdict.ts";
import { milestonesQuery } from "@/lib/milestones/queries.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import { phasesQuery } from "@/lib/phases/queries.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";
import { MilestoneSheet, NewMilestone } from "./milestone-sheet.tsx";
import { NewPhase, PhaseSheet } from "./phase-sheet.tsx";
import { axisOf, groupsOf } from "./plan.ts";
import { TimelineHead } from "./timeline-head.tsx";
import { TimelineTable } from "./timeline-table.tsx";

type Open =
  | { sheet: "milestone"; milestone: MilestoneView }
  | { sheet: "newMilestone" | "phase"; phase: PhaseView }
  | { sheet: "newPhase" };

/** The plan of the programme as a list: phases, their milestones, and how far each has slipped. */
export function TimelinePage() {
  const t = useTranslations("timeline");
  const { project, allows } = useConsole();
  const phases = useQuery(phasesQuery(project.key));
  const milestones = useQuery(milestonesQuery(project.key));
  const state = useQueryState(phases.isError || phases.data === undefined ? phases : milestones, 8, [phases, milestones]);
  const today = dayOf(new Date(useNow(60_000)));
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const mayEdit = allows("plan.edit");
  useKeys({
    n: () => {
      if (mayEdit) setOpen({ sheet: "newPhase" });
    },
  });

  const known = phases.data !== undefined && milestones.data !== undefined;
  const list = phases.data ?? [];
  const all = milestones.data ?? [];
  const groups = groupsOf(list, all);
  const addPhase = (
    <button type="button" className="btn" onClick={() => setOpen({ sheet: "newPhase" })}>
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
          state={empty ? { is: "empty", text: t("empty"), act: mayEdit ? addPhase : undefined } : state}
        >
          <TimelineTable
            groups={groups}
            axis={axisOf(all, today)}
            today={today}
            mayEdit={mayEdit}
            onMilestone={(milestone) => setOpen({ sheet: "milestone", milestone })}
            onPhase={(phase) => setOpen({ sheet: "phase", phase })}
            onAdd={(phase) => setOpen({ sheet: "newMilestone", phase })}
          />
        </Panel>
      </div>
      {open?.sheet === "milestone" && <MilestoneSheet milestone={open.milestone} phases={list} onClose={close} />}
      {open?.sheet === "newMilestone" && <NewMilestone phase={open.phase} phases={list} onClose={close} />}
      {open?.sheet === "phase" && (
        <PhaseSheet
          phase={open.phase}
          phases={list}
          milestones={all.filter(({ phase }) => phase === open.phase.id).length}
          onAdd={() => setOpen({ sheet: "newMilestone", phase: open.phase })}
          onClose={close}
        />
      )}
      {open?.sheet === "newPhase" && <NewPhase phases={list} onClose={close} />}
    </>
  );
}
