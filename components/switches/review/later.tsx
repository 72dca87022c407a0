"use client";

import { useTimeZone, useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { bodyOf, type Draft, type Proposal, wordsOf } from "@/components/switches/form/review-state.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { scheduleChange } from "@/lib/switches/queries/acts.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import { momentOf } from "./moment.ts";

type Props = { base: SwitchView; proposal: Proposal; draft: Draft; onStored: () => void };

/** The same move at a later time; the rules judge it then. */
export function Later({ base, proposal, draft, onStored }: Props) {
  const t = useTranslations("switches.later");
  const tSwitches = useTranslations("switches");
  const { place, allows } = useConsole();
  const zone = useTimeZone() ?? "UTC";
  const format = useFormat();
  const id = useId();
  const [local, setLocal] = useState("");
  const act = useAct(base.module, onStored);
  const at = momentOf(local, zone);
  if (!allows("switch.forward")) return null;
  const send = () =>
    act.mutate((key) =>
      scheduleChange(
        place,
        base.key,
        { ...bodyOf(base, proposal), ...wordsOf(draft), at: (at ?? new Date()).toISOString() },
        key,
      ),
    );
  return (
    <details className="small" style={{ marginBottom: 8 }}>
      <summary className="dim">{t("title")}</summary>
      <label className="label" htmlFor={id} style={{ marginTop: 6 }}>
        {t("at", { zone })}
      </label>
      <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
        <input
          id={id}
          className="input"
          style={{ width: "auto" }}
          type="datetime-local"
          value={local}
          onChange={(event) => setLocal(event.target.value)}
        />
        <button type="button" className="btn" disabled={!at || act.isPending} onClick={send}>
          {act.isPending
            ? tSwitches("sending")
            : at
              ? t("send", { time: `${format.day(at.getTime())}, ${format.time(at.getTime())}` })
              : t("choose")}
        </button>
      </div>
      {act.error && <Failure error={act.error} />}
    </details>
  );
}
