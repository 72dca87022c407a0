"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { AxisDrawing } from "@/components/switches/axis.tsx";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { BLANK, judge, wordsOf } from "@/components/switches/form/review-state.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { usePreview } from "@/components/switches/form/use-preview.ts";
import { WordFields } from "@/components/switches/form/word-fields.tsx";
import { Gates } from "@/components/switches/gates.tsx";
import { Failure } from "@/components/switches/refusals.tsx";
import { useSwitchWords } from "@/components/switches/words.ts";
import { useNow } from "@/components/ui/clock.tsx";
import { Mark } from "@/components/ui/mark.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { settledAt } from "@/lib/core/stages/state.ts";
import { changeSwitch } from "@/lib/switches/queries/acts.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

/** The way out of complete: both stores are written again while reads stay on the new one. */
export function ReopenSheet({ view, onClose }: { view: SwitchView; onClose: () => void }) {
  const t = useTranslations("switches");
  const { place } = useConsole();
  const words = useSwitchWords();
  const [draft, setDraft] = useState(BLANK);
  const to = settledAt("rampdown");
  const body = { target: to.position, expectedVersion: view.version };
  const { preview } = usePreview(view.key, body);
  const judgement = preview && judge(preview, draft, view.module);
  const act = useAct(view.module, onClose);
  const refused = judgement !== null && (judgement.refusals.length > 0 || judgement.lacks.length > 0);
  return (
    <Sheet title={t("reopen.title", { module: view.module })} tone="back" onClose={onClose}>
      <div className="move">
        <AxisDrawing view={{ axis: view.axis, ...to }} />
        <span className="value">{words.move(view, to)}</span>
        <span className="small">{t("reopen.means")}</span>
      </div>
      <Missed view={view} />
      {preview && <Gates gates={preview.gates} refusals={judgement?.refusals ?? []} />}
      <WordFields draft={draft} onDraft={setDraft} judgement={judgement} word={view.module} />
      {act.error && <Failure error={act.error} />}
      <ConfirmButton
        tone="back"
        disabled={refused || act.isPending}
        onConfirm={() => act.mutate((key) => changeSwitch(place, view.key, { ...body, ...wordsOf(draft) }, key))}
      >
        {act.isPending ? t("sending") : t("reopen.title", { module: view.module })}
      </ConfirmButton>
    </Sheet>
  );
}

/** Since when the old store gets no more writes, and how many it lacks. */
export function Missed({ view }: { view: Pick<SwitchView, "missed"> }) {
  const t = useTranslations("switches.reopen");
  const format = useFormat();
  const now = useNow(1000);
  if (!view.missed) return null;
  const { since, writes } = view.missed;
  return (
    <ul className="told small">
      <li>
        <Mark state="bad" />
        <span>{t("missed", { ago: format.ago(Date.parse(since), now), count: writes })}</span>
      </li>
    </ul>
  );
}
