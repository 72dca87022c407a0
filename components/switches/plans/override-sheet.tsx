"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { ReasonField } from "@/components/switches/form/reason-field.tsx";
import { useAct } from "@/components/switches/form/use-act.ts";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { Mark } from "@/components/ui/mark.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { SHORTEST_REASON } from "@/lib/core/stages/friction.ts";
import type { PlanView } from "@/lib/plans/schema.ts";
import { overridePlan } from "@/lib/switches/queries/acts.ts";

/** Lets a plan pass the rules it waits for, where they allow it; the words stand in the audit log. */
export function OverrideSheet({ plan, onClose }: { plan: PlanView; onClose: () => void }) {
  const t = useTranslations("switches.plan");
  const tSwitches = useTranslations("switches");
  const { place } = useConsole();
  const say = useRefusalWords();
  const [reason, setReason] = useState("");
  const act = useAct(plan.module, onClose);
  const ready = reason.trim().length >= SHORTEST_REASON && !act.isPending;
  return (
    <Sheet title={t("overrideTitle", { module: plan.module })} onClose={onClose}>
      <p className="move dim">{t("overrideMeans")}</p>
      <ul className="told small">
        {plan.waitsFor.map((refusal) => (
          <li key={refusal.rule}>
            <Mark state="bad" />
            <span>{say(refusal)}</span>
          </li>
        ))}
      </ul>
      <ReasonField value={reason} onChange={setReason} hint={tSwitches("words.least", { least: SHORTEST_REASON })} />
      {act.error && <Failure error={act.error} />}
      <button
        type="button"
        className="btn primary big"
        disabled={!ready}
        onClick={() => act.mutate(() => overridePlan(place, plan.id, reason.trim()))}
      >
        {act.isPending ? tSwitches("sending") : t("overrideTitle", { module: plan.module })}
      </button>
    </Sheet>
  );
}
