"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { AxisDrawing } from "@/components/switches/axis.tsx";
import { useBesideWords } from "@/components/switches/beside-words.ts";
import { ConfirmButton } from "@/components/switches/form/confirm-button.tsx";
import { Moved } from "@/components/switches/form/moved.tsx";
import { BLANK, directionTo, judge, restoreBody, type Whole, wordsOf } from "@/components/switches/form/review-state.ts";
import { useAct } from "@/components/switches/form/use-act.ts";
import { usePreview } from "@/components/switches/form/use-preview.ts";
import { WordFields } from "@/components/switches/form/word-fields.tsx";
import { Gates } from "@/components/switches/gates.tsx";
import { listOf } from "@/components/switches/modules.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { useSwitches } from "@/components/switches/use-switches.ts";
import { toStanding, useSwitchWords } from "@/components/switches/words.ts";
import { Sheet } from "@/components/ui/sheet.tsx";
import { besides } from "@/lib/core/stages/restored.ts";
import { sameStanding } from "@/lib/core/stages/state.ts";
import { undoChange } from "@/lib/switches/queries/acts.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

/** The switch of the module whose newest change is the reader's own, if any. */
export function undoable(switches: readonly SwitchView[], userId: string): SwitchView | null {
  const mine = switches.filter(
    ({ lastChange }) => lastChange?.from && lastChange.actor.kind === "user" && lastChange.actor.id === userId,
  );
  return mine.sort((a, b) => b.revision - a.revision)[0] ?? null;
}

type Props = { module: string; onClose: () => void };

/** A new change back to what was before the reader's last one, judged by its own direction. */
export function UndoSheet({ module, onClose }: Props) {
  const t = useTranslations("switches");
  const { user } = useConsole();
  const switches = listOf(useSwitches(module));
  const view = undoable(switches, user.id);
  const { from, replaced } = view?.lastChange ?? {};
  if (view && from && replaced) return <Undo view={view} before={{ to: from, ...replaced }} onClose={onClose} />;
  return (
    <Sheet title={t("undo.title", { module })} onClose={onClose}>
      <p className="dim">{t("undo.nothing", { module })}</p>
    </Sheet>
  );
}

type UndoProps = { view: SwitchView; before: Whole; onClose: () => void };

function Undo({ view, before, onClose }: UndoProps) {
  const t = useTranslations("switches");
  const { place } = useConsole();
  const words = useSwitchWords();
  const beside = useBesideWords();
  const [draft, setDraft] = useState(BLANK);
  const act = useAct(view.module, onClose);
  const direction = directionTo(view, before);
  const moves = !sameStanding(toStanding(view), toStanding(before.to));
  const { preview } = usePreview(view.key, direction === "none" ? null : restoreBody(view, before));
  const judgement = preview && judge(preview, draft, view.module);
  const refused = judgement !== null && (judgement.refusals.length > 0 || judgement.lacks.length > 0);
  const tone = direction === "none" ? undefined : direction;
  const name = `${view.module} ${words.axis(view.axis)}`;
  const body = { expectedVersion: view.version, ...wordsOf(draft) };

  return (
    <Sheet title={t("undo.title", { module: name })} tone={tone} onClose={onClose}>
      <div className="move">
        <AxisDrawing view={{ axis: view.axis, ...before.to }} />
        <span className="value">{moves ? words.move(view, before.to) : t("undo.heldBack")}</span>
        <span className="small">{view.lastChange && t("undo.what", { change: words.change(view.lastChange) })}</span>
        {beside(besides(view, before)).map((told) => (
          <span className="small" key={told}>
            {told}
          </span>
        ))}
      </div>
      {preview && <Moved preview={preview} />}
      {direction === "forward" && preview && <Gates gates={preview.gates} refusals={judgement?.refusals ?? []} />}
      {direction === "forward" && <WordFields draft={draft} onDraft={setDraft} judgement={judgement} word={view.module} />}
      {act.error && <Failure error={act.error} />}
      <ConfirmButton
        tone={direction}
        disabled={refused || act.isPending}
        onConfirm={() => act.mutate(() => undoChange(place, view.key, body))}
      >
        {act.isPending
          ? t("sending")
          : moves
            ? t("undo.confirm", { name, move: words.move(view, before.to) })
            : t("undo.title", { module: name })}
      </ConfirmButton>
    </Sheet>
  );
}
