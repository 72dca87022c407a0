"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { secondaryBody } from "@/components/switches/form/review-state.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import type { Refusal } from "@/lib/core/stages/propose.ts";
import type { SecondaryWrites } from "@/lib/core/stages/secondary-writes.ts";
import { changeSwitch } from "@/lib/switches/queries/acts.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

type RequireProps = { gate: Refusal; view: SwitchView; onStored: (version: number) => void };

/** Where secondary writes stand in the way as best-effort: one press that has them required from now on. */
export function RequireBoth({ gate, view, onStored }: RequireProps) {
  if (gate.rule !== "secondary-writes" || gate.detail.stored !== "best-effort") return null;
  return <SetSecondary view={view} wanted="required" onStored={onStored} />;
}

type Props = { view: SwitchView; wanted: SecondaryWrites; onStored: (version: number) => void };

/** Changes what a failed write to the second store means, and nothing else; the rules judge that, too. */
export function SetSecondary({ view, wanted, onStored }: Props) {
  const t = useTranslations("switches");
  const { place, allows } = useConsole();
  const act = useAct(view.module, () => undefined);
  if (!allows("switch.forward")) return null;
  const send = () =>
    act.mutate(async (key) => {
      const body = secondaryBody(view, wanted, t(`setSecondary.reason.${wanted}`));
      const stored = await changeSwitch(place, view.key, body, key);
      onStored(stored.changes.at(-1)?.version ?? view.version);
      return stored;
    });
  return (
    <>
      <button type="button" className="link" disabled={act.isPending} onClick={send}>
        {act.isPending ? t("sending") : t(`setSecondary.${wanted}`)}
      </button>
      {act.error && <Failure error={act.error} />}
    </>
  );
}
