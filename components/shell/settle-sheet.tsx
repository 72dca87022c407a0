"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { ReasonField } from "@/components/switches/form/reason-field.tsx";
import { useRefusalWords } from "@/components/switches/refusal-words.ts";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { Health } from "@/components/ui/mark.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { SHORTEST_REASON } from "@/lib/core/stages/friction.ts";
import type { Refusal } from "@/lib/core/stages/propose.ts";
import { settleRecovery } from "@/lib/switches/queries/acts.ts";
import { switchKeys } from "@/lib/switches/queries/keys.ts";
import { recoveriesQuery } from "@/lib/switches/queries/recoveries.ts";
import type { RecoveryView } from "@/lib/switches/schema/recovery.ts";

type Props = { environment: string; module: string; onClose: () => void };
type Keep = "acting" | "restored";

/** Decides what becomes of a module whose instances act on something else than what was restored. */
export function SettleSheet({ environment, module, onClose }: Props) {
  const t = useTranslations("shell.recovery");
  const tSwitches = useTranslations("switches");
  const { project } = useConsole();
  const client = useQueryClient();
  const { data: recoveries = [] } = useQuery(recoveriesQuery(project.key));
  const found = recoveries.find((one) => one.environment === environment)?.modules.find((one) => one.module === module);
  const [reason, setReason] = useState("");
  const [override, setOverride] = useState("");
  const [keep, setKeep] = useState<Keep>("acting");
  const act = useMutation({
    mutationFn: (given: string) => {
      const body = { environment, module, keep, reason: reason.trim() };
      return settleRecovery(project.key, given ? { ...body, override: given } : body);
    },
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: recoveriesQuery(project.key).queryKey }),
        client.invalidateQueries({ queryKey: switchKeys.all }),
      ]);
      onClose();
    },
  });
  if (!found) return null;
  const against = keep === "acting" ? found.takeOver : found.keep;
  const waives = against.length > 0 && against.every(({ overridable }) => overridable);
  const given = waives ? override.trim() : "";
  const passes = against.length === 0 || given.length >= SHORTEST_REASON;
  const ready = reason.trim().length >= SHORTEST_REASON && passes && !act.isPending;
  return (
    <Sheet title={t("decide", { module })} onClose={onClose}>
      <ActedOn acting={found.acting} />
      <fieldset>
        <legend className="label">{t("choose")}</legend>
        {(["acting", "restored"] as const).map((one) => (
          <label key={one} className="told" style={{ display: "block" }}>
            <input type="radio" name="keep" checked={keep === one} onChange={() => setKeep(one)} /> {t(`keep.${one}`)}
          </label>
        ))}
      </fieldset>
      <Against refusals={against} />
      {waives && <ReasonField label={t("override")} value={override} onChange={setOverride} />}
      <ReasonField value={reason} onChange={setReason} hint={tSwitches("words.least", { least: SHORTEST_REASON })} />
      <WriteProblem error={act.error} />
      <button type="button" className="btn primary big" disabled={!ready} onClick={() => act.mutate(given)}>
        {act.isPending ? tSwitches("sending") : t("decide", { module })}
      </button>
    </Sheet>
  );
}

function ActedOn({ acting }: { acting: RecoveryView["modules"][number]["acting"] }) {
  const words = useSwitchWords();
  const format = useFormat();
  return (
    <ul>
      {acting.map(({ service, instance, ...acts }) => (
        <li key={`${service} ${instance}`}>
          <span className="mono">{instance}</span>:{" "}
          {format.list(
            (["call", "data"] as const).flatMap((axis) =>
              acts[axis] ? `${words.axis(axis)} ${words.place(placeOf(acts[axis]))}` : [],
            ),
          )}
        </li>
      ))}
    </ul>
  );
}

function Against({ refusals }: { refusals: readonly Refusal[] }) {
  const say = useRefusalWords();
  return refusals.map((refusal) => (
    <p className="told" key={refusal.rule}>
      <Health state="bad" long>
        {say(refusal)}
      </Health>
    </p>
  ));
}
