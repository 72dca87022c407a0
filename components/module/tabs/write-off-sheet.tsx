"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { ReasonField } from "@/components/switches/form/reason-field.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { SHORTEST_REASON } from "@/lib/core/stages/friction.ts";
import { instanceKeys, writeOff } from "@/lib/instances/queries.ts";
import type { InstanceView } from "@/lib/instances/schema.ts";
import { switchKeys } from "@/lib/switches/queries/keys.ts";

type Props = {
  instance: InstanceView;
  /** Tells it from other runs of its name. */
  run: string | null;
  onClose: () => void;
};

/** Says by name that an instance has ended and will not come back, so that changes stop waiting for it. */
export function WriteOffSheet({ instance, run, onClose }: Props) {
  const t = useTranslations("module.writeOff");
  const tInstances = useTranslations("module.instances");
  const tSwitches = useTranslations("switches");
  const { place } = useConsole();
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const act = useMutation({
    mutationFn: () =>
      writeOff(place.project, {
        environment: place.environment,
        service: instance.service,
        instance: instance.instance,
        incarnation: instance.incarnation,
        reason: reason.trim(),
      }),
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: instanceKeys.list(place.project, place.environment) }),
        client.invalidateQueries({ queryKey: switchKeys.all }),
      ]);
      onClose();
    },
  });
  const ready = reason.trim().length >= SHORTEST_REASON && typed.trim() === instance.instance && !act.isPending;
  const title = t("title", { instance: run ? `${instance.instance} ${tInstances("run", { run })}` : instance.instance });
  return (
    <Sheet title={title} onClose={onClose}>
      <p className="move dim">{t("means")}</p>
      <p className="told">
        <Health state="watch" long>
          {t("risk")}
        </Health>
      </p>
      <ReasonField value={reason} onChange={setReason} hint={tSwitches("words.least", { least: SHORTEST_REASON })} />
      <label className="told" style={{ display: "block" }}>
        <span className="label">{tSwitches("words.confirm", { word: instance.instance })}</span>
        <input className="input mono" value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
      </label>
      <WriteProblem error={act.error} />
      <button type="button" className="btn primary big" disabled={!ready} onClick={() => act.mutate()}>
        {act.isPending ? tSwitches("sending") : title}
      </button>
    </Sheet>
  );
}
