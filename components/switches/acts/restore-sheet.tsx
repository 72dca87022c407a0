"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { AxisDrawing } from "@/components/switches/axis.tsx";
import { useBesideWords } from "@/components/switches/beside-words.ts";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { Moved } from "@/components/switches/form/moved.tsx";
import { BLANK, directionTo, judge, restoreBody, wordsOf } from "@/components/switches/form/review-state.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { usePreview } from "@/components/switches/form/use-preview.ts";
import { WordFields } from "@/components/switches/form/word-fields.tsx";
import { Gates } from "@/components/switches/gates.tsx";
import { Failure } from "@/components/switches/refusals.tsx";
import { useSwitchWords } from "@/components/switches/words.ts";
import { Sheet } from "@/components/ui/sheet.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { besides } from "@/lib/core/stages/restored.ts";
import { restoreState } from "@/lib/switches/queries/acts.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

type Props = { view: SwitchView; change: ChangeView; onClose: () => void };

/** Brings a state of the history back: a change like any other, judged by its own direction. */
export function RestoreSheet({ view, change, onClose }: Props) {
  const t = useTranslations("switches");
  const { place } = useConsole();
  const words = useSwitchWords();
  const beside = useBesideWords();
  const format = useFormat();
  const [draft, setDraft] = useState(BLANK);
  const { preview } = usePreview(view.key, restoreBody(view, change));
  const judgement = preview && judge(preview, draft, view.module);
  const act = useAct(view.module, onClose);
  const direction = directionTo(view, change);
  const tone = direction === "none" ? undefined : direction;
  const refused = judgement !== null && (judgement.refusals.length > 0 || judgement.lacks.length > 0);
  const title = t("restore.title", { name: `${view.module} ${words.axis(view.axis)}`, version: change.version });
  const body = { expectedVersion: view.version, version: change.version, ...wordsOf(draft) };
  return (
    <Sheet title={title} tone={tone} onClose={onClose}>
      <div className="move">
        <AxisDrawing view={{ axis: view.axis, ...change.to }} />
        <span className="value">{words.move(view, change.to)}</span>
        <span className="small">{t("restore.stood", { time: format.dayTime(change.at), who: change.actor.name })}</span>
        {judgement && <span className="small">{t(`level.l${judgement.level}`)}</span>}
        {beside(besides(view, change)).map((told) => (
          <span className="small" key={told}>
            {told}
          </span>
        ))}
      </div>
      {preview && <Moved preview={preview} />}
      {preview && <Gates gates={preview.gates} refusals={judgement?.refusals ?? []} />}
      <WordFields draft={draft} onDraft={setDraft} judgement={judgement} word={view.module} />
      {act.error && <Failure error={act.error} />}
      <ConfirmButton
        tone={direction}
        disabled={refused || act.isPending}
        onConfirm={() => act.mutate((key) => restoreState(place, view.key, body, key))}
      >
        {act.isPending ? t("sending") : title}
      </ConfirmButton>
    </Sheet>
  );
}
