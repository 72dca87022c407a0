"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { DraftConflict } from "@/components/console/draft-conflict.tsx";
import { newKey } from "@/components/console/new-key.ts";
import { useDraft } from "@/components/console/use-draft.ts";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import form from "@/components/ui/form.module.css";
import { Sheet } from "@/components/ui/sheet.tsx";
import { createRisk, riskKeys, updateRisk } from "@/lib/risks/queries.ts";
import type { RiskView } from "@/lib/risks/schema.ts";
import { EMPTY_RISK, type RiskDraft, toBody, toDraft } from "./draft.ts";
import { RiskFacts } from "./risk-facts.tsx";
import { RiskFields } from "./risk-fields.tsx";
import { riskName } from "./words.ts";

/** One risk in a sheet: to read for everyone, to change for leads. */
export function RiskSheet({ risk, onClose }: { risk: RiskView | "new"; onClose: () => void }) {
  const t = useTranslations("risks");
  const { allows } = useConsole();
  if (risk === "new") return <NewRisk onClose={onClose} />;
  return (
    <Sheet title={riskName(risk)} onClose={onClose}>
      {allows("plan.edit") ? (
        <EditRisk risk={risk} onClose={onClose} />
      ) : (
        <>
          <RiskFacts risk={risk} />
          <p className="note small">{t("needsLead")}</p>
        </>
      )}
    </Sheet>
  );
}

function NewRisk({ onClose }: { onClose: () => void }) {
  const t = useTranslations("risks");
  const { project } = useConsole();
  const client = useQueryClient();
  const [values, setValues] = useState<RiskDraft>(EMPTY_RISK);
  const [key] = useState(() => newKey());
  const write = useMutation({
    mutationFn: () => createRisk(project.key, { likelihood: 3, impact: 3, hypothesis: "", ...toBody(values) }, key),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: riskKeys.list(project.key) });
      onClose();
    },
  });
  return (
    <Sheet title={t("new")} onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          write.mutate();
        }}
      >
        <RiskFields
          values={values}
          set={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
          error={write.error}
        />
        <WriteProblem error={write.error} />
        <button type="submit" className="btn primary big" disabled={write.isPending || values.hypothesis.trim() === ""}>
          {t("create")}
        </button>
      </form>
    </Sheet>
  );
}

function EditRisk({ risk, onClose }: { risk: RiskView; onClose: () => void }) {
  const t = useTranslations("risks");
  const { project } = useConsole();
  const client = useQueryClient();
  const done = async () => {
    await client.invalidateQueries({ queryKey: riskKeys.list(project.key) });
    onClose();
  };
  const draft = useDraft({
    stored: risk,
    toDraft,
    save: (changed, expectedVersion) => updateRisk(project.key, risk.number, { ...toBody(changed), expectedVersion }),
    onSaved: done,
  });
  const isOpen = risk.status === "open";
  const turn = useMutation({
    mutationFn: () => updateRisk(project.key, risk.number, { expectedVersion: risk.version, status: isOpen ? "closed" : "open" }),
    onSuccess: done,
  });
  return (
    <form
      className={form.form}
      onSubmit={(event) => {
        event.preventDefault();
        draft.submit();
      }}
    >
      <RiskFields values={draft.values} set={draft.set} error={draft.problem} />
      <DraftConflict conflict={draft.conflict} labelOf={(name) => t(`field.${name}`)} onTake={draft.set} />
      <WriteProblem error={draft.problem ?? turn.error} />
      <button type="submit" className="btn primary big" disabled={!draft.isChanged || draft.isSaving}>
        {t("save", { name: riskName(risk) })}
      </button>
      <div className={form.acts}>
        <button type="button" className="btn" disabled={draft.isChanged || turn.isPending} onClick={() => turn.mutate()}>
          {isOpen ? t("close", { name: riskName(risk) }) : t("reopen", { name: riskName(risk) })}
        </button>
        {draft.isChanged && <span className="small mute">{t("saveFirst")}</span>}
      </div>
    </form>
  );
}
