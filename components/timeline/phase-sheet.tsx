"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { DraftConflict } from "@/components/console/draft-conflict.tsx";
import { newKey } from "@/components/console/new-key.ts";
import { TypedConfirm } from "@/components/console/typed-confirm.tsx";
import { useDraft } from "@/components/console/use-draft.ts";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import form from "@/components/ui/form.module.css";
import { Sheet } from "@/components/ui/sheet.tsx";
import { createPhase, deletePhase, phaseKeys, updatePhase } from "@/lib/phases/queries.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";
import { type PhaseDraft, phaseBody, phaseDraft } from "./drafts.ts";
import { PhaseFields } from "./phase-fields.tsx";

type Props = { phases: readonly PhaseView[]; onClose: () => void };

type PhaseProps = Props & { phase: PhaseView; milestones: number; onAdd: () => void };

/** Renames a phase, restates its goal, moves it in the order or, once empty, deletes it. */
export function PhaseSheet({ phase, milestones, phases, onAdd, onClose }: PhaseProps) {
  const t = useTranslations("timeline");
  const { project } = useConsole();
  const client = useQueryClient();
  const done = async () => {
    await client.invalidateQueries({ queryKey: phaseKeys.list(project.key) });
    onClose();
  };
  const draft = useDraft({
    stored: phase,
    toDraft: phaseDraft,
    save: (changed, expectedVersion) => updatePhase(project.key, phase.id, { ...phaseBody(changed), expectedVersion }),
    onSaved: done,
  });
  const remove = useMutation({ mutationFn: () => deletePhase(project.key, phase.id, phase.version), onSuccess: done });
  return (
    <Sheet title={phase.name} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          draft.submit();
        }}
      >
        <PhaseFields
          values={draft.values}
          set={draft.set}
          others={phases.filter(({ id }) => id !== phase.id)}
          error={draft.problem}
        />
        <DraftConflict conflict={draft.conflict} labelOf={(name) => t(`phaseField.${name}`)} onTake={draft.set} />
        <WriteProblem error={draft.problem} />
        <button type="submit" className="btn primary big" disabled={!draft.isChanged || draft.isSaving}>
          {t("savePhase")}
        </button>
        <div className={form.acts}>
          <button type="button" className="btn" disabled={draft.isChanged} onClick={onAdd}>
            {t("addMilestone")}
          </button>
        </div>
      </form>
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
    </Sheet>
  );
}

export function NewPhase({ phases, onClose }: Props) {
  const t = useTranslations("timeline");
  const { project } = useConsole();
  const client = useQueryClient();
  const [key] = useState(newKey);
  const [values, setValues] = useState<PhaseDraft>({ name: "", goal: "", position: String(phases.length + 1) });
  const write = useMutation({
    mutationFn: () => createPhase(project.key, { name: "", ...phaseBody(values) }, key),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: phaseKeys.list(project.key) });
      onClose();
    },
  });
  return (
    <Sheet title={t("newPhase")} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          write.mutate();
        }}
      >
        <PhaseFields
          values={values}
          set={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
          others={phases}
          error={write.error}
        />
        <WriteProblem error={write.error} />
        <button type="submit" className="btn primary big" disabled={write.isPending}>
          {t("addPhase")}
        </button>
      </form>
    </Sheet>
  );
}
