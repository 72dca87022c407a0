"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { ReasonField } from "@/components/switches/form/reason-field.tsx";
import { useAct } from "@/components/switches/form/use-act.ts";
import { listOf } from "@/components/switches/modules.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { useSwitches } from "@/components/switches/use-switches.ts";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Icon } from "@/components/ui/icon.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { SHORTEST_REASON } from "@/lib/core/stages/friction.ts";
import { holdSwitch, type Stored } from "@/lib/switches/queries/acts.ts";

type Props = { module: string; hold: boolean; onClose: () => void };

/** Holds or releases every switch of a module that is not so yet. */
export function StandSheet({ module, hold, onClose }: Props) {
  const t = useTranslations("switches");
  const format = useFormat();
  const { place, environment } = useConsole();
  const words = useSwitchWords();
  const switches = useSwitches(module);
  const concerned = listOf(switches).filter((view) => view.held !== hold);
  const [reason, setReason] = useState("");
  const act = useAct(module, onClose);
  // Letting things move again in production is said why; stopping them never waits for words.
  const reasoned = !hold && environment.protected;
  const lacks = reasoned && reason.trim().length < SHORTEST_REASON;
  const verb = hold ? "hold" : "release";

  const confirm = () =>
    act.mutate(async () => {
      const changes: Stored["changes"] = [];
      for (const view of concerned) {
        const body = { expectedVersion: view.version, ...(reason.trim() ? { reason: reason.trim() } : {}) };
        changes.push(...(await holdSwitch(place, view.key, hold, body)).changes);
      }
      return { changes, plans: [] };
    });

  return (
    <Sheet title={t(`${verb}.title`, { module })} onClose={onClose}>
      <p className="move dim">{t(`${verb}.means`, { axes: format.list(concerned.map((view) => words.axis(view.axis))) })}</p>
      <ReasonField
        value={reason}
        onChange={setReason}
        hint={reasoned ? t("words.least", { least: SHORTEST_REASON }) : undefined}
      />
      {act.error && <Failure error={act.error} />}
      <ConfirmButton tone="none" disabled={lacks || act.isPending || concerned.length === 0} onConfirm={confirm}>
        {hold && <Icon name="hold" />}
        {act.isPending ? t("sending") : t(`${verb}.title`, { module })}
      </ConfirmButton>
    </Sheet>
  );
}
