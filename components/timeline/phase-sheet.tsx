"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { TypedConfirm } from "@/components/console/typed-confirm.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useDraft } from "@/components/form/use-draft.ts";
import { useNew } from "@/components/form/use-new.ts";
import form from "@/components/ui/form.module.css";
import { createPhase, deletePhase, phaseKeys, updatePhase } from "@/lib/phases/queries.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";
import { phaseBody, phaseDraft } from "./drafts.ts";
import { usePhaseRows } from "./rows.ts";

type Props = { phases: readonly PhaseView[]; onClose: () => void };

type PhaseProps = Props & { phase: PhaseView; milestones: number; onAdd: () => void };

/** Renames a phase, restates its goal, moves it in the order or, once empty, deletes it. */
export function PhaseSheet({ phase, milestones, phases, onAdd, onClose }: PhaseProps) {
  const t = useTranslations("timeline");
  const { project } = useConsole();
  const done = useDone(onClose);
  const draft = useDraft({
    stored: phase,
    toDraft: phaseDraft,
    save: (changed, expectedVersion) => updatePhase(project.key, phase.id, { ...phaseBody(changed), expectedVersion }),
    onSaved: done,
  });
  const remove = useMutation({ mutationFn: () => deletePhase(project.key, phase.id, phase.version), onSuccess: done });
  const rows = usePhaseRows(phases.filter(({ id }) => id !== phase.id));
  return (
    <FormSheet title={phase.name} state={draft} rows={rows} submit={t("savePhase")} ready={draft.isChanged} onClose={onClose}>
      <div className={form.more}>
        <div className={form.acts}>
          <button type="button" className="btn" disabled={draft.isChanged} onClick={onAdd}>
            {t("addMilestone")}
          </button>
        </div>
      </div>
      {milestones > 0 ? (
        <p className={`small mute ${form.danger}`}>{t("phaseNotEmpty", { count: milestones })}</p>
      ) : (
        <TypedConfirm
          warning={t("deletePhaseWarning")}
          word={phase.name}
          verb={t("deletePhase")}
          pending={remove.isPending}
          onConfirm={() => remove.mutate()}
        />
      )}
      <WriteProblem error={remove.error} />
    </FormSheet>
  );
}

export function NewPhase({ phases, onClose }: Props) {
  const t = useTranslations("timeline");
  const { project } = useConsole();
  const done = useDone(onClose);
  const state = useNew({
    empty: { name: "", goal: "", position: String(phases.length + 1) },
    save: (values, key) => createPhase(project.key, { name: "", ...phaseBody(values) }, key),
    onSaved: done,
  });
  return <FormSheet title={t("newPhase")} state={state} rows={usePhaseRows(phases)} submit={t("addPhase")} onClose={onClose} />;
}

function useDone(onClose: () => void): () => Promise<void> {
  const { project } = useConsole();
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: phaseKeys.list(project.key) });
    onClose();
  };
}
