"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { Draft } from "@/components/switches/form/review-state.ts";

const LEAST_SECONDS = 0.5;
const MOST_SECONDS = 30;

type Props = { draft: Draft; onDraft: (draft: Draft) => void };

/** How the last word passes from one store to the other: nobody waits, or new writes wait for a bounded time. */
export function CutOverChoice({ draft, onDraft }: Props) {
  const t = useTranslations("switches.cutOver");
  const id = useId();
  return (
    <fieldset className="pick" style={{ marginTop: 10 }}>
      <legend className="label">{t("title")}</legend>
      {(["mixed", "pause"] as const).map((value) => (
        <label key={value}>
          <input
            type="radio"
            name={id}
            checked={draft.cutOver === value}
            onChange={() => onDraft({ ...draft, cutOver: value })}
          />
          <span>
            {t(`${value}.name`)}
            <span className="small">{t(`${value}.means`)}</span>
          </span>
        </label>
      ))}
      {draft.cutOver === "pause" && (
        <p className="row small" style={{ display: "flex", gap: 8, alignItems: "center" }}>
          <label htmlFor={`${id}-seconds`}>{t("seconds")}</label>
          <input
            id={`${id}-seconds`}
            className="input num"
            style={{ width: 72 }}
            type="number"
            min={LEAST_SECONDS}
            max={MOST_SECONDS}
            step={0.5}
            value={draft.pauseSeconds}
            onChange={(event) => {
              const seconds = Number(event.target.value);
              if (seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS) onDraft({ ...draft, pauseSeconds: seconds });
            }}
          />
        </p>
      )}
    </fieldset>
  );
}
