"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { FormSheet } from "@/components/form/form-sheet.tsx";
import { useDraft } from "@/components/form/use-draft.ts";
import { useNew } from "@/components/form/use-new.ts";
import form from "@/components/ui/form.module.css";
import { Sheet } from "@/components/ui/sheet.tsx";
import { createRisk, riskKeys, updateRisk } from "@/lib/risks/queries.ts";
import type { RiskView } from "@/lib/risks/schema.ts";
import { EMPTY_RISK, toBody, toDraft } from "./draft.ts";
import { RiskFacts } from "./risk-facts.tsx";
import { useRiskRows } from "./rows.ts";
import { riskName } from "./words.ts";

/** One risk in a sheet: to read for everyone, to change for leads. */
export function RiskSheet({ risk, onClose }: { risk: RiskView | "new"; onClose: () => void }) {
  const t = useTranslations("risks");
  const { allows } = useConsole();
  if (risk === "new") return <NewRisk onClose={onClose} />;
  if (allows("plan.edit")) return <EditRisk risk={risk} onClose={onClose} />;
  return (
    <Sheet title={riskName(risk)} onClose={onClose}>
      <RiskFacts risk={risk} />
      <p className="note small">{t("needsLead")}</p>
    </Sheet>
  );
}

function NewRisk({ onClose }: { onClose: () => void }) {
  const t = useTranslations("risks");
  const { project } = useConsole();
  const state = useNew({
    empty: EMPTY_RISK,
    save: (values, key) => createRisk(project.key, { likelihood: 3, impact: 3, hypothesis: "", ...toBody(values) }, key),
    onSaved: useDone(onClose),
  });
  return (
    <FormSheet
      title={t("new")}
      state={state}
      rows={useRiskRows()}
      submit={t("create")}
      ready={state.values.hypothesis.trim() !== ""}
      onClose={onClose}
    />
  );
}

function EditRisk({ risk, onClose }: { risk: RiskView; onClose: () => void }) {
  const t = useTranslations("risks");
  const { project } = useConsole();
  const done = useDone(onClose);
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
  const name = riskName(risk);
  return (
    <FormSheet
      title={name}
      state={draft}
      rows={useRiskRows()}
      submit={t("save", { name })}
      ready={draft.isChanged}
      onClose={onClose}
    >
      <div className={form.more}>
        <WriteProblem error={turn.error} />
        <div className={form.acts}>
          <button type="button" className="btn" disabled={draft.isChanged || turn.isPending} onClick={() => turn.mutate()}>
            {t(isOpen ? "close" : "reopen", { name })}
          </button>
          {draft.isChanged && <span className="small mute">{t("saveFirst")}</span>}
        </div>
      </div>
    </FormSheet>
  );
}

function useDone(onClose: () => void): () => Promise<void> {
  const { project } = useConsole();
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: riskKeys.list(project.key) });
    onClose();
  };
}
