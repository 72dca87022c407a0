"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import type { Refusal } from "@/lib/core/stages/propose.ts";
import { changeSwitch } from "@/lib/switches/queries.ts";
import type { SwitchView } from "@/lib/switches/schema.ts";
import { Failure } from "./refusals.tsx";
import { requireBody } from "./review-state.ts";
import { useAct } from "./use-act.ts";

type Props = { gate: Refusal; view: SwitchView; onStored: (version: number) => void };

/** Where secondary writes stand in the way as best-effort: one press that has them required from now on. */
export function RequireBoth({ gate, view, onStored }: Props) {
  const t = useTranslations("switches");
  const { place, allows } = useConsole();
  const act = useAct(view.module, () => undefined);
  if (gate.rule !== "secondary-writes" || gate.detail.stored !== "best-effort" || !allows("switch.forward")) return null;
  const send = () =>
    act.mutate(async (key) => {
      const stored = await changeSwitch(place, view.key, requireBody(view, t("require.reason")), key);
      onStored(stored.changes.at(-1)?.version ?? view.version);
      return stored;
    });
  return (
    <>
      <button type="button" className="link" disabled={act.isPending} onClick={send}>
        {act.isPending ? t("sending") : t("require.now")}
      </button>
      {act.error && <Failure error={act.error} />}
    </>
  );
}
