"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { newKey } from "@/components/console/new-key.ts";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import form from "@/components/ui/form.module.css";
import { Sheet } from "@/components/ui/sheet.tsx";
import { createMilestone, milestoneKeys } from "@/lib/milestones/queries.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";
import type { MilestoneDraft } from "./drafts.ts";
import { MilestoneFields } from "./milestone-fields.tsx";

type Props = { phase: PhaseView; phases: readonly PhaseView[]; onClose: () => void };

/** Adds a milestone; its planned date follows the baseline until it is set by itself. */
export function NewMilestone({ phase, phases, onClose }: Props) {
  const t = useTranslations("timeline");
  const { project } = useConsole();
  const client = useQueryClient();
  const [key] = useState(newKey);
  const [values, setValues] = useState<MilestoneDraft>({
    phase: phase.id,
    name: "",
    owner: "",
    baselineDate: "",
    currentDate: "",
    status: "planned",
  });
  const write = useMutation({
    mutationFn: () => createMilestone(project.key, values, key),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: milestoneKeys.list(project.key) });
      onClose();
    },
  });
  const set = <K extends keyof MilestoneDraft>(name: K, value: MilestoneDraft[K]) =>
    setValues((before) => {
      const follows = name === "baselineDate" && before.currentDate === before.baselineDate;
      return { ...before, [name]: value, ...(follows ? { currentDate: value } : {}) };
    });
  return (
    <Sheet title={t("newMilestone")} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          write.mutate();
        }}
      >
        <MilestoneFields values={values} set={set} phases={phases} error={write.error} />
        <WriteProblem error={write.error} />
        <button type="submit" className="btn primary big" disabled={write.isPending}>
          {t("addMilestone")}
        </button>
      </form>
    </Sheet>
  );
}
