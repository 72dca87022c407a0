"use client";

import { useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useMeantWords } from "@/components/form/use-meant-words.ts";
import { bodyOf, type Draft, type Proposal, wordsOf } from "@/components/switches/form/review-state.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { Field } from "@/components/ui/field.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { meantIn } from "@/lib/core/text/zoned.ts";
import { scheduleChange } from "@/lib/switches/queries/acts.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

type Props = { base: SwitchView; proposal: Proposal; draft: Draft; onStored: () => void };

/** The same move at a later time; the rules judge it then. */
export function Later({ base, proposal, draft, onStored }: Props) {
  const t = useTranslations("switches.later");
  const tSwitches = useTranslations("switches");
  const { place, allows } = useConsole();
  const zone = useTimeZone() ?? "UTC";
  const format = useFormat();
  const [local, setLocal] = useState("");
  const act = useAct(base.module, onStored);
  const said = useMeantWords(zone);
  const meant = meantIn(zone, local);
  const { at } = meant;
  if (!allows("switch.forward")) return null;
  const send = () =>
    act.mutate((key) =>
      scheduleChange(place, base.key, { ...bodyOf(base, proposal), ...wordsOf(draft), at: at ?? new Date().toISOString() }, key),
    );
  return (
    <details className="small" style={{ marginBottom: 8 }}>
      <summary className="dim">{t("title")}</summary>
      <div style={{ marginTop: 6 }}>
        <Field label={t("at", { zone })} {...said(meant)}>
          {(control) => (
            <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
              <input
                {...control}
                className="input"
                style={{ width: "auto" }}
                type="datetime-local"
                value={local}
                onChange={(event) => setLocal(event.target.value)}
              />
              <button type="button" className="btn" disabled={!at || act.isPending} onClick={send}>
                {act.isPending ? tSwitches("sending") : at ? t("send", { time: format.dayTime(at) }) : t("choose")}
              </button>
            </div>
          )}
        </Field>
      </div>
      {act.error && <Failure error={act.error} />}
    </details>
  );
}
