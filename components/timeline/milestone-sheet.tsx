"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { TypedConfirm } from "@/components/console/typed-confirm.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useDraft } from "@/components/form/use-draft.ts";
import { useNew } from "@/components/form/use-new.ts";
import { Sheet } from "@/components/ui/sheet.tsx";
import { createMilestone, deleteMilestone, milestoneKeys, updateMilestone } from "@/lib/milestones/queries.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";
import { milestoneBody, milestoneDraft } from "./drafts.ts";
import { MilestoneFacts } from "./milestone-facts.tsx";
import { useMilestoneRows } from "./rows.ts";

type Props = { milestone: MilestoneView; phases: readonly PhaseView[]; onClose: () => void };

/** One milestone in a sheet: to read for everyone, to change for leads. */
export function MilestoneSheet(props: Props) {
  const t = useTranslations("timeline");
  const { allows } = useConsole();
  if (allows("plan.edit")) return <EditMilestone {...props} />;
  return (
    <Sheet title={props.milestone.name} onClose={props.onClose}>
      <MilestoneFacts {...props} />
      <p className="note small">{t("needsLead")}</p>
    </Sheet>
  );
}

function EditMilestone({ milestone, phases, onClose }: Props) {
  const t = useTranslations("timeline");
  const { project } = useConsole();
  const done = useDone(onClose);
  const draft = useDraft({
    stored: milestone,
    toDraft: milestoneDraft,
    save: (changed, expectedVersion) =>
      updateMilestone(project.key, milestone.id, { ...milestoneBody(changed), expectedVersion }),
    onSaved: done,
  });
  const remove = useMutation({
    mutationFn: () => deleteMilestone(project.key, milestone.id, milestone.version),
    onSuccess: done,
  });
  const rows = useMilestoneRows(phases, draft.changed.baselineDate !== undefined);
  return (
    <FormSheet
      title={milestone.name}
      state={draft}
      rows={rows}
      submit={t("saveMilestone")}
      ready={draft.isChanged}
      onClose={onClose}
    >
      <TypedConfirm
        warning={t("deleteMilestoneWarning")}
        word={milestone.name}
        verb={t("deleteMilestone")}
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
      <WriteProblem error={remove.error} />
    </FormSheet>
  );
}

type NewProps = { phase: PhaseView; phases: readonly PhaseView[]; onClose: () => void };

/** Adds a milestone; its planned date follows the baseline until it is set by itself. */
export function NewMilestone({ phase, phases, onClose }: NewProps) {
  const t = useTranslations("timeline");
  const { project } = useConsole();
  const done = useDone(onClose);
  const state = useNew({
    empty: { phase: phase.id, name: "", owner: "", baselineDate: "", currentDate: "", status: "planned", reason: "" },
    save: ({ phase: id, name, baselineDate, ...rest }, key) =>
      createMilestone(project.key, { phase: id, name, baselineDate, ...milestoneBody(rest) }, key),
    onSaved: done,
    follow: (before, name, value) =>
      name === "baselineDate" && before.currentDate === before.baselineDate ? { currentDate: value } : {},
  });
  const rows = useMilestoneRows(phases, false);
  return <FormSheet title={t("newMilestone")} state={state} rows={rows} submit={t("addMilestone")} onClose={onClose} />;
}

function useDone(onClose: () => void): () => Promise<void> {
  const { project } = useConsole();
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: milestoneKeys.list(project.key) });
    onClose();
  };
}
