"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { SHORTEST_REASON } from "@/lib/core/stages/friction.ts";
import { ReasonField } from "./reason-field.tsx";
import type { Draft, Judgement } from "./review-state.ts";

type Props = {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  /** Null until the server has said what the move asks for. */
  judgement: Judgement | null;
  /** What is typed at level 3. */
  word: string;
};

/** The words a move asks for at its level: why, the typed key, and why a failed gate may be passed. */
export function WordFields({ draft, onDraft, judgement, word }: Props) {
  const t = useTranslations("switches");
  const tWords = useTranslations("words");
  const { allows } = useConsole();
  const id = useId();
  const level = judgement?.level ?? null;
  const waives = (judgement?.waivable.length ?? 0) > 0 && judgement?.refusals.length === 0;
  const reasoned = level === 2 || level === 3;
  return (
    <>
      <ReasonField
        value={draft.reason}
        onChange={(reason) => onDraft({ ...draft, reason })}
        hint={reasoned ? t("words.least", { least: SHORTEST_REASON }) : undefined}
      />
      {waives &&
        (allows("switch.forward") ? (
          <div style={{ marginBottom: 8 }}>
            <label className="label" htmlFor={`${id}-override`}>
              {t("words.override")}
            </label>
            <textarea
              id={`${id}-override`}
              className="input"
              rows={2}
              maxLength={2000}
              value={draft.override}
              onChange={(event) => onDraft({ ...draft, override: event.target.value })}
            />
          </div>
        ) : (
          <p className="small dim" style={{ marginBottom: 8 }}>
            {t("words.overrideRole", { role: tWords("role.lead") })}
          </p>
        ))}
      {level === 3 && (
        <div style={{ marginBottom: 8 }}>
          <label className="label" htmlFor={`${id}-confirm`}>
            {t("words.confirm", { word })}
          </label>
          <input
            id={`${id}-confirm`}
            className="input mono"
            autoComplete="off"
            spellCheck={false}
            value={draft.confirm}
            onChange={(event) => onDraft({ ...draft, confirm: event.target.value })}
          />
        </div>
      )}
    </>
  );
}
