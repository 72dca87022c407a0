"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { useInsistentAct } from "@/components/switches/form/use-act.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { Icon } from "@/components/ui/icon.tsx";
import { Mark } from "@/components/ui/mark.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { rollbackModule, type Stored } from "@/lib/switches/queries/acts.ts";
import { asksCount } from "./selection.ts";

type Props = { states: readonly ModuleState[]; onClose: () => void };

/** Rolls several modules back, one after the other; what is stored stays stored when a later one is refused. */
export function BulkRollbackSheet({ states, onClose }: Props) {
  const t = useTranslations("board.bulk");
  const tSwitches = useTranslations("switches");
  const { place } = useConsole();
  const [straight, setStraight] = useState(false);
  const [typed, setTyped] = useState("");
  const [done, setDone] = useState<readonly string[]>([]);
  const { act, insist, stop } = useInsistentAct("*", onClose);
  const count = String(states.length);
  const agreed = !asksCount(states.length) || typed.trim() === count;
  const rest = states.filter(({ module }) => !done.includes(module.key));
  const confirm = () =>
    insist(async (key) => {
      const stored: Stored = { changes: [], plans: [] };
      for (const { module } of rest) {
        const own = await rollbackModule(place, module.key, straight ? { to: "old" } : {}, `${key}-${module.key}`);
        stored.changes.push(...own.changes);
        stored.plans.push(...own.plans);
        setDone((known) => [...known, module.key]);
      }
      return stored;
    });

  return (
    <Sheet
      title={t("rollbackTitle", { count: states.length })}
      tone="back"
      onClose={() => {
        stop();
        onClose();
      }}
    >
      <ul className="told">
        {states.map(({ module }) => (
          <li key={module.key}>
            <Mark state={done.includes(module.key) ? "ok" : "open"} />
            <b>{module.key}</b>
          </li>
        ))}
      </ul>
      <fieldset className="pick">
        <legend className="visually-hidden">{tSwitches("rollback.where")}</legend>
        {[false, true].map((value) => (
          <label key={String(value)}>
            <input type="radio" name="rollback" checked={straight === value} onChange={() => setStraight(value)} />
            <span>
              {tSwitches(value ? "rollback.straight" : "rollback.last")}
              <span className="small">{tSwitches(value ? "project.straightNote" : "project.lastNote")}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {asksCount(states.length) && (
        <label className="told" style={{ display: "block" }}>
          <span className="label">{tSwitches("words.confirm", { word: count })}</span>
          <input className="input mono" value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
        </label>
      )}
      {act.error && <Failure error={act.error} />}
      <ConfirmButton tone="back" disabled={!agreed || act.isPending} onConfirm={confirm}>
        <Icon name="back" />
        {act.isPending ? tSwitches("sending") : t("rollbackConfirm", { count: rest.length })}
      </ConfirmButton>
      <p className="note small">{tSwitches("rollback.note")}</p>
    </Sheet>
  );
}
