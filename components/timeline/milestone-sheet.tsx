"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { DraftConflict } from "@/components/console/draft-conflict.tsx";
import { TypedConfirm } from "@/components/console/typed-confirm.tsx";
import { useDraft } from "@/components/console/use-draft.ts";
import { fieldError, WriteProblem } from "@/components/console/write-problem.tsx";
import { Field } from "@/components/ui/field.tsx";
import form from "@/components/ui/form.module.css";
import { Sheet } from "@/components/ui/sheet.tsx";
import { deleteMilestone, milestoneKeys, updateMilestone } from "@/lib/milestones/queries.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";
import { milestoneDraft } from "./drafts.ts";
import { MilestoneFacts } from "./milestone-facts.tsx";
import { MilestoneFields } from "./milestone-fields.tsx";

type Props = { milestone: MilestoneView; phases: readonly PhaseView[]; onClose: () => void };

/** One milestone in a sheet: to read for everyone, to change for leads. */
export function MilestoneSheet(props: Props) {
  const t = useTranslations("timeline");
  const { allows } = useConsole();
  return (
    <Sheet title={props.milestone.name} onClose={props.onClose}>
      {allows("plan.edit") ? (
        <EditMilestone {...props} />
      ) : (
        <>
          <MilestoneFacts {...props} />
          <p className="note small">{t("needsLead")}</p>
        </>
      )}
    </Sheet>
  );
}

function EditMilestone({ milestone, phases, onClose }: Props) {
  const t = useTranslations("timeline");
  const { project } = useConsole();
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const done = async () => {
    await client.invalidateQueries({ queryKey: milestoneKeys.list(project.key) });
    onClose();
  };
  const draft = useDraft({
    stored: milestone,
    toDraft: milestoneDraft,
    save: (changed, expectedVersion) =>
      updateMilestone(project.key, milestone.id, {
        ...changed,
        expectedVersion,
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      }),
    onSaved: done,
  });
  const remove = useMutation({
    mutationFn: () => deleteMilestone(project.key, milestone.id, milestone.version),
    onSuccess: done,
  });
  const movesBaseline = draft.changed.baselineDate !== undefined;
  return (
    <>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          draft.submit();
        }}
      >
        <MilestoneFields values={draft.values} set={draft.set} phases={phases} error={draft.problem} />
        {movesBaseline && (
          <Field label={t("field.reason")} hint={t("baselineHint")} error={fieldError(draft.problem, "reason")}>
            {(control) => (
              <textarea
                {...control}
                className="input"
                rows={2}
                required
                maxLength={2000}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
        )}
        <DraftConflict
          conflict={draft.conflict}
          labelOf={(name) => t(`field.${name}`)}
          onTake={(name, value) => draft.set(name, value as MilestoneView["status"])}
        />
        <WriteProblem error={draft.problem} />
        <button type="submit" className="btn primary big" disabled={!draft.isChanged || draft.isSaving}>
          {t("saveMilestone")}
        </button>
      </form>
      <TypedConfirm
        warning={t("deleteMilestoneWarning")}
        word={milestone.name}
        verb={t("deleteMilestone")}
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
      <WriteProblem error={remove.error} />
    </>
  );
}
