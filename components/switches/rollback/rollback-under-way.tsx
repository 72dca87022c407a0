"use client";

import { useTranslations } from "next-intl";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { plansOf } from "@/components/switches/module-details.ts";
import type { ModuleSwitches } from "@/components/switches/modules.ts";
import { PlanStrip } from "@/components/switches/plans/plan-strip.tsx";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Mark } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import type { Stored } from "@/lib/switches/queries/acts.ts";

type Props = { stored: Stored; switches: ModuleSwitches; onClose: () => void };

/** A walk back after its first step: what is stored, and what the next step waits for, as it stands now. */
export function RollbackUnderWay({ stored, switches, onClose }: Props) {
  const t = useTranslations("switches");
  const words = useSwitchWords();
  const format = useFormat();
  const live = plansOf(switches).filter(({ id }) => stored.plans.some((plan) => plan.id === id));
  return (
    <>
      <ul className="told small" role="status">
        {stored.changes.map(({ change, version }) => (
          <li key={`${change.switch} ${version}`}>
            <Mark state="ok" />
            <span>{format.clauses([words.change(change), t("stored", { version })])}</span>
          </li>
        ))}
        {live.length === 0 && (
          <li>
            <Mark state="ok" />
            <span>{t("rollback.allStored")}</span>
          </li>
        )}
      </ul>
      {live.map((plan) => (
        <div key={plan.id} className="told">
          <PlanStrip plan={plan} />
        </div>
      ))}
      <ConfirmButton tone="close" onConfirm={onClose}>
        {t("rollback.close")}
      </ConfirmButton>
      <p className="note small">{t("rollback.goesOn")}</p>
    </>
  );
}
